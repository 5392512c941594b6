import { add, modulo } from '../python/arithmetic.ts';
import { lengthOf, sliceText } from '../python/code-points.ts';
import { textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { length } from '../python/iterate.ts';
import { escapeValue, htmlOf, like, softStr } from '../python/markup.ts';
import { join, replace } from '../python/methods-str.ts';
import { asInt, clampInt } from '../python/numbers.ts';
import { str } from '../python/repr.ts';
import { Markup, PyTuple } from '../python/scalars.ts';
import { slice } from '../python/slices.ts';
import { capitalize, toLower } from '../python/text-case.ts';
import { justify } from '../python/text-layout.ts';
import { splitLines, splitRight, strip } from '../python/text-split.ts';
import { isTrue } from '../python/truth.ts';
import { fullTypeName } from '../python/type-names.ts';
import { Undefined } from '../python/undefined.ts';
import { reserve } from '../runtime/budget.ts';
import type { Context } from '../runtime/context.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define, defineBuiltin } from '../runtime/operation.ts';
import { prettyPrint } from './pretty-print.ts';
import { wrapText } from './text-wrap.ts';

export const textFilters: readonly [string, Operation][] = [
  ['capitalize', define('do_capitalize(s)', ([value]) => mapText(value, capitalize))],
  [
    'center',
    define('do_center(value, width=80)', ([value, width]) =>
      mapText(value, (text) => justify(text, width, undefined, 'center')),
    ),
  ],
  [
    'format',
    define('do_format(value, *args, **kwargs)', ([value], _context, { rest, named }) =>
      format(value, rest, named),
    ),
  ],
  [
    'indent',
    define('do_indent(s, width=4, first=False, blank=False)', ([value, width, first, blank]) =>
      indent(value, width, isTrue(first), isTrue(blank)),
    ),
  ],
  ['lower', define('do_lower(s)', ([value]) => mapText(value, toLower))],
  ['pprint', define('do_pprint(value)', ([value]) => prettyPrint(value))],
  [
    'replace',
    define('do_replace(eval_ctx, s, old, new, count=None)', ([value, old, fresh, count], context) =>
      replaceIn(context, value, old, fresh, count),
    ),
  ],
  ['string', defineBuiltin('markupsafe._speedups.soft_str', 1, ([value]) => softStr(value))],
  ['title', define('do_title(s)', ([value]) => title(str(value)))],
  ['trim', define('do_trim(value, chars=None)', ([value, chars]) => trimText(value, chars))],
  [
    'truncate',
    define(
      "do_truncate(environment, s, length=255, killwords=False, end='...', leeway=None)",
      ([value, length, kill, end, leeway]) => truncate(value, length, isTrue(kill), end, leeway),
    ),
  ],
  ['upper', define('do_upper(s)', ([value]) => mapText(value, (text) => text.toUpperCase()))],
  ['wordcount', define('do_wordcount(s)', ([value]) => str(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)],
  [
    'wordwrap',
    define(
      'do_wordwrap(environment, s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True)',
      ([value, width, breakLong, separator, breakHyphens]) =>
        wordWrap(value, width, isTrue(breakLong), separator, isTrue(breakHyphens)),
    ),
  ],
];

/** Text changed, safe where it was safe. */
function mapText(value: unknown, change: (text: string) => string): string | Markup {
  return like(value, change(str(value)));
}

function format(value: unknown, args: readonly unknown[], kwargs: ReadonlyMap<string, unknown>): unknown {
  if (args.length > 0 && kwargs.size > 0) {
    throw new PyError(
      'FilterArgumentError',
      "can't handle positional and keyword arguments at the same time",
    );
  }
  return modulo(softStr(value), kwargs.size > 0 ? PyDict.from(kwargs) : new PyTuple(args));
}

function indent(value: unknown, width: unknown, first: boolean, blank: boolean): unknown {
  const prefix = textOf(width) ?? ' '.repeat(spaceCount(width));
  const text = textOf(value);
  if (text === undefined) throw addFailure(value);
  const lines = splitLines(`${text}\n`);
  reserve(text.length + prefix.length * lines.length);
  const indented = lines.map((line, index) => {
    if (index === 0) return first ? prefix + line : line;
    return blank || line !== '' ? prefix + line : line;
  });
  return like(value, indented.join('\n'));
}

/** `" " * width`. */
function spaceCount(width: unknown): number {
  const int = asInt(width);
  if (width instanceof Undefined) return width.fail();
  if (int === undefined) {
    throw new PyError('TypeError', `can't multiply sequence by non-int of type '${fullTypeName(width)}'`);
  }
  const count = Math.max(0, clampInt(int));
  reserve(count);
  return count;
}

/** What `value + "\n"` raises for a value that is no text. */
function addFailure(value: unknown): PyError {
  if (value instanceof Undefined) return new PyError('UndefinedError', value.message);
  const name = fullTypeName(value);
  if (Array.isArray(value))
    return new PyError('AttributeError', "'list' object has no attribute 'splitlines'");
  if (value instanceof PyTuple)
    return new PyError('TypeError', 'can only concatenate tuple (not "str") to tuple');
  return new PyError('TypeError', `unsupported operand type(s) for +=: '${name}' and 'str'`);
}

function replaceIn(context: Context, value: unknown, old: unknown, fresh: unknown, count: unknown): unknown {
  const limit = count === null ? -1 : count;
  if (!context.escaping.autoescape) return replace(str(value), str(old), str(fresh), limit);
  const isSafe = htmlOf(old) !== undefined || (htmlOf(fresh) !== undefined && htmlOf(value) === undefined);
  const source = isSafe ? escapeValue(value) : softStr(value);
  if (typeof source === 'string') return replace(source, str(old), str(fresh), limit);
  return new Markup(replace(source.value, escapeValue(old).value, escapeValue(fresh).value, limit));
}

/** Words start where a separator ends, and only there. */
function title(text: string): string {
  return text
    .split(/([-\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000({[<]+)/)
    .map((part) => {
      const [first = ''] = part;
      return first.toUpperCase() + part.slice(first.length).toLowerCase();
    })
    .join('');
}

function trimText(value: unknown, chars: unknown): unknown {
  return like(
    value,
    strip(str(value), value instanceof Markup && chars !== null ? escapeValue(chars).value : chars, 'strip'),
  );
}

function sizeArgument(value: unknown): number {
  const int = asInt(value);
  if (int !== undefined) return clampInt(int);
  throw new PyError(
    'TypeError',
    `'>=' not supported between instances of '${fullTypeName(value)}' and 'int'`,
  );
}

function truncate(value: unknown, most: unknown, kill: boolean, end: unknown, leeway: unknown): unknown {
  const tail = str(end);
  const size = sizeArgument(most);
  const slack = leeway === null ? 5 : sizeArgument(leeway);
  const tailLength = lengthOf(tail);
  if (size < tailLength) throw new PyError('AssertionError', `expected length >= ${tailLength}, got ${size}`);
  if (slack < 0) throw new PyError('AssertionError', `expected leeway >= 0, got ${slack}`);
  if (length(value) <= size + slack) return value;
  const text = textOf(value);
  if (text === undefined) return truncateOther(value, size - tailLength, kill, end);
  const head = sliceText(text, 0, size - tailLength);
  const kept = kill ? head : (splitRight(head, ' ', 1)[0] ?? '');
  return value instanceof Markup ? new Markup(kept + escapeValue(end).value) : kept + tail;
}

/** What is no text fails as cutting it fails. */
function truncateOther(value: unknown, size: number, kill: boolean, end: unknown): unknown {
  const head = slice(value, null, size, null);
  if (kill) return add(head, end);
  throw new PyError('AttributeError', `'${fullTypeName(head)}' object has no attribute 'rsplit'`);
}

function wordWrap(
  value: unknown,
  width: unknown,
  breakLong: boolean,
  separator: unknown,
  breakHyphens: boolean,
): unknown {
  const between = separator === null ? '\n' : str(separator);
  const text = textOf(value);
  if (text === undefined) {
    if (value instanceof Undefined) return value.fail();
    throw new PyError('AttributeError', `'${fullTypeName(value)}' object has no attribute 'splitlines'`);
  }
  const size = sizeArgument(width);
  return splitLines(text)
    .map((line) => wrapText(line, size, breakLong, breakHyphens).join(between))
    .join(between);
}

/** `items|join(separator)`: everything as it prints; safe where a part is safe. */
export function joinItems(context: Context, list: readonly unknown[], separator: unknown): unknown {
  if (!context.escaping.autoescape) return join(str(separator), list.map(str));
  if (htmlOf(separator) !== undefined || list.some((item) => htmlOf(item) !== undefined)) {
    return new Markup(
      join(
        escapeValue(separator).value,
        list.map((item) => escapeValue(item).value),
      ),
    );
  }
  return join(str(separator), list.map(str));
}
