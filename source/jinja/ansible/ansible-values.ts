import { textOf } from '../python/compare.ts';
import { toFloat, toInteger } from '../python/convert-number.ts';
import { formatFixed } from '../python/float-text.ts';
import { clampInt, toDouble, toNumeric } from '../python/numbers.ts';
import { str } from '../python/repr.ts';
import { PyFloat } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { fullTypeName, typeName } from '../python/type-names.ts';
import { Undefined } from '../python/undefined.ts';
import { trimEnd } from '../python/whitespace.ts';
import { reserve } from '../runtime/budget.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define } from '../runtime/operation.ts';
import { ansibleError, ansibleTypeError } from './ansible-error.ts';

export const valueFilters: readonly [string, Operation][] = [
  ['bool', define('to_bool(a)', ([value]) => toBoolean(value))],
  [
    'ternary',
    define('ternary(value, true_val, false_val, none_val=None)', ([value, yes, no, none]) =>
      ternary(value, yes, no, none),
    ),
  ],
  ['mandatory', define('mandatory(a, msg=None)', ([value, message]) => mandatory(value, message))],
  ['type_debug', define('type_debug(o)', ([value]) => typeName(value))],
  [
    'comment',
    define("comment(text, style='plain', **kw)", ([text, style], _context, { named }) =>
      comment(str(text), style, named),
    ),
  ],
  ['split', define('split(value, separator=None)', ([value, separator]) => splitText(value, separator))],
  [
    'log',
    define(
      'logarithm(x, base=2.718281828459045)',
      ([value, base]) => new PyFloat(logarithm(number(value, 'log'), number(base, 'log'))),
    ),
  ],
  [
    'pow',
    define('power(x, y)', ([value, power]) => new PyFloat(number(value, 'pow') ** number(power, 'pow'))),
  ],
  [
    'root',
    define(
      'inversepower(x, base=2)',
      ([value, base]) => new PyFloat(number(value, 'root') ** (1 / number(base, 'root'))),
    ),
  ],
  [
    'human_readable',
    define('human_readable(size, isbits=False, unit=None)', ([size, bits, unit]) =>
      humanReadable(size, isTrue(bits), unit),
    ),
  ],
  [
    'human_to_bytes',
    define('human_to_bytes(size, default_unit=None, isbits=False)', ([size, unit]) =>
      humanToBytes(size, unit),
    ),
  ],
];

const truths = new Set(['yes', 'on', '1', 'true']);

function toBoolean(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof Undefined) return value.isTrue();
  const text = textOf(value);
  if (text !== undefined) return truths.has(text.toLowerCase());
  const numeric = toNumeric(value);
  return numeric !== undefined && toDouble(numeric) === 1;
}

function ternary(value: unknown, yes: unknown, no: unknown, none: unknown): unknown {
  if (value === null && none !== null) return none;
  return isTrue(value) ? yes : no;
}

function mandatory(value: unknown, message: unknown): unknown {
  if (!(value instanceof Undefined)) return value;
  if (message !== null) throw ansibleError(str(message));
  const { name } = value.origin;
  throw ansibleError(`Mandatory variable ${name === undefined ? '' : `'${str(name)}' `} not defined.`);
}

function number(value: unknown, name: string): number {
  const numeric = toNumeric(value);
  if (numeric !== undefined) return toDouble(numeric);
  throw ansibleTypeError(
    `${name}() can only be used on numbers: must be real number, not ${fullTypeName(value)}`,
  );
}

function logarithm(value: number, base: number): number {
  if (value <= 0) throw new PyError('ValueError', 'math domain error');
  return base === 10 ? Math.log10(value) : Math.log(value) / Math.log(base);
}

function splitText(value: unknown, separator: unknown): unknown[] {
  const text = textOf(value);
  if (text === undefined)
    throw new PyError('AttributeError', `'${fullTypeName(value)}' object has no attribute 'split'`);
  const by = textOf(separator);
  reserve(text.length);
  return by === undefined ? text.split(/\s+/).filter((part) => part !== '') : text.split(by);
}

interface CommentStyle {
  readonly decoration: string;
  readonly beginning?: string;
  readonly end?: string;
}

const commentStyles: Readonly<Record<string, CommentStyle>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
};

/** Text as a comment of a configuration file. */
function comment(text: string, style: unknown, options: ReadonlyMap<string, unknown>): string {
  const name = str(style);
  const known = Object.hasOwn(commentStyles, name) ? commentStyles[name] : undefined;
  if (known === undefined) throw new PyError('KeyError', `'${name}'`);
  const read = (key: string, fallback: string): string =>
    options.has(key) ? str(options.get(key)) : fallback;
  const count = (key: string): number =>
    Math.max(0, options.has(key) ? clampInt(toInteger(options.get(key))) : 1);
  const decoration = read('decoration', known.decoration);
  const newline = read('newline', '\n');
  const beginning = read('beginning', known.beginning ?? '');
  const prefix = read('prefix', trimEnd(decoration));
  const postfix = read('postfix', trimEnd(decoration));
  const end = read('end', known.end ?? '');
  const lines = (decoration + text.replaceAll(newline, newline + decoration)).replaceAll(
    decoration + newline,
    trimEnd(decoration) + newline,
  );
  const prefixCount = count('prefix_count');
  const postfixCount = count('postfix_count');
  reserve((prefix.length + 1) * prefixCount + (postfix.length + 1) * postfixCount);
  const above = prefix === '' ? '' : (prefix === newline ? newline : prefix + newline).repeat(prefixCount);
  return [
    beginning === '' ? '' : beginning + newline,
    above,
    lines,
    (newline + postfix).repeat(postfixCount),
    end === '' ? '' : newline + end,
  ].join('');
}

const units = ['Y', 'Z', 'E', 'P', 'T', 'G', 'M', 'K', 'B'];

function unitSize(unit: string): number {
  return 1024 ** (units.length - 1 - units.indexOf(unit));
}

function humanReadable(size: unknown, bits: boolean, unit: unknown): string {
  const numeric = toNumeric(size);
  if (numeric === undefined) {
    throw ansibleTypeError(
      `human_readable() failed on bad input: '>=' not supported between instances of '${fullTypeName(size)}' and 'int'`,
    );
  }
  const bytes = toDouble(numeric);
  const wanted = unit === null ? undefined : str(unit).toUpperCase();
  const suffix =
    units.find((name) => (wanted === undefined ? bytes >= unitSize(name) : wanted === name)) ?? 'B';
  const base = bits ? 'bits' : 'Bytes';
  const shown = suffix === 'B' ? base : suffix + base.charAt(0);
  return `${formatFixed(bytes / unitSize(suffix), 2)} ${shown}`;
}

function humanToBytes(size: unknown, unit: unknown): unknown {
  const text = str(size);
  const match = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text);
  const fail = (): never => {
    throw ansibleError(`human_to_bytes() can't interpret following string: ${text}`);
  };
  if (match === null || match[1] === '' || match[1] === undefined) return fail();
  const name = match[2] ?? (unit === null ? 'B' : str(unit));
  const letter = name.charAt(0).toUpperCase();
  if (!units.includes(letter)) return fail();
  const value = toFloat(match[1]).value * unitSize(letter);
  return toInteger(new PyFloat(Math.round(value)));
}
