import { checkSize } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf } from './code-points.ts';
import type { PyDict } from './dict.ts';
import { toAscii } from './format-percent.ts';
import { formatValue } from './format-spec.ts';
import { escapeText, htmlOf } from './markup.ts';
import { type Kwargs, missing } from './object.ts';
import { repr, str } from './repr.ts';
import { typeName } from './type-names.ts';

/** Looks up attributes and items as Python itself does: the caller knows the values of the language. */
export interface FieldLookup {
  attribute(value: unknown, name: string): unknown;
  item(value: unknown, key: unknown): unknown;
}

/** `format.format(*args, **kwargs)`; `escaping` makes values safe as `Markup` does. */
export function formatMethod(
  format: string,
  args: readonly unknown[],
  kwargs: Kwargs | PyDict,
  lookup: FieldLookup,
  escaping: boolean,
): string {
  return new Formatter(args, kwargs, lookup, escaping).run(charactersOf(format), 2);
}

class Formatter {
  readonly #args: readonly unknown[];
  readonly #kwargs: Kwargs | PyDict;
  readonly #lookup: FieldLookup;
  readonly #escaping: boolean;
  #next = 0;
  #numbering: 'none' | 'automatic' | 'manual' = 'none';

  constructor(args: readonly unknown[], kwargs: Kwargs | PyDict, lookup: FieldLookup, escaping: boolean) {
    this.#args = args;
    this.#kwargs = kwargs;
    this.#lookup = lookup;
    this.#escaping = escaping;
  }

  run(format: readonly string[], depth: number): string {
    if (depth < 0) throw new PyError('ValueError', 'Max string recursion exceeded');
    let result = '';
    let at = 0;
    while (at < format.length) {
      const character = format[at] ?? '';
      if (character !== '{' && character !== '}') {
        result += character;
        at += 1;
      } else if (format[at + 1] === character) {
        result += character;
        at += 2;
      } else if (character === '}') {
        throw new PyError('ValueError', "Single '}' encountered in format string");
      } else {
        const end = findEnd(format, at);
        result += this.#field(format.slice(at + 1, end), depth);
        at = end + 1;
      }
      checkSize(result.length);
    }
    return result;
  }

  #field(field: readonly string[], depth: number): string {
    const { name, conversion, spec } = splitField(field);
    const value = convert(this.#value(name), conversion);
    const specText = spec.includes('{') ? this.run(spec, depth - 1) : spec.join('');
    if (!this.#escaping) return formatValue(value, specText);
    return htmlOf(value) ?? escapeText(formatValue(value, specText));
  }

  #value(name: string): unknown {
    const first = /^[^.[]*/.exec(name)?.[0] ?? '';
    let value = this.#argument(first);
    let rest = name.slice(first.length);
    while (rest !== '') {
      const step = /^(?:\.([^.[]*)|\[([^\]]*)\])/.exec(rest);
      if (step === null) throw fieldProblem(rest);
      const [whole, attribute, key] = step;
      if (attribute === '' || key === '') throw new PyError('ValueError', 'Empty attribute in format string');
      value =
        attribute === undefined
          ? this.#lookup.item(value, /^\d+$/.test(key ?? '') ? Number(key) : key)
          : this.#attribute(value, attribute);
      rest = rest.slice(whole.length);
    }
    return value;
  }

  #attribute(value: unknown, name: string): unknown {
    const found = this.#lookup.attribute(value, name);
    if (found !== missing) return found;
    throw new PyError('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`);
  }

  #argument(name: string): unknown {
    if (name === '' || /^\d+$/.test(name)) return this.#positional(name);
    if (!this.#kwargs.has(name)) throw new PyError('KeyError', repr(name));
    return this.#kwargs.get(name);
  }

  #positional(name: string): unknown {
    const mode = name === '' ? 'automatic' : 'manual';
    if (this.#numbering !== 'none' && this.#numbering !== mode) {
      const [from, to] =
        mode === 'manual'
          ? ['automatic field numbering', 'manual field specification']
          : ['manual field specification', 'automatic field numbering'];
      throw new PyError('ValueError', `cannot switch from ${from} to ${to}`);
    }
    this.#numbering = mode;
    const index = name === '' ? this.#next : Number(name);
    if (name === '') this.#next += 1;
    if (index >= this.#args.length) {
      throw new PyError('IndexError', `Replacement index ${index} out of range for positional args tuple`);
    }
    return this.#args[index];
  }
}

function fieldProblem(rest: string): PyError {
  if (rest.startsWith('[')) return new PyError('ValueError', "Missing ']' in format string");
  return new PyError('ValueError', "Only '.' or '[' may follow ']' in format field specifier");
}

/** The index of the brace that closes the field opened at `start`. */
function findEnd(format: readonly string[], start: number): number {
  let depth = 0;
  let inBrackets = false;
  for (let at = start; at < format.length; at += 1) {
    const character = format[at];
    if (character === '[' && depth === 1) inBrackets = true;
    if (character === ']') inBrackets = false;
    if (inBrackets) continue;
    if (character === '{') depth += 1;
    if (character !== '}') continue;
    depth -= 1;
    if (depth === 0) return at;
  }
  if (start + 1 >= format.length) {
    throw new PyError('ValueError', "Single '{' encountered in format string");
  }
  throw new PyError('ValueError', "expected '}' before end of string");
}

function splitField(field: readonly string[]): { name: string; conversion: string; spec: readonly string[] } {
  let at = 0;
  let inBrackets = false;
  while (at < field.length) {
    const character = field[at];
    if (character === '[') inBrackets = true;
    if (character === ']') inBrackets = false;
    if (!inBrackets && (character === '!' || character === ':')) break;
    if (character === '{') throw new PyError('ValueError', "unexpected '{' in field name");
    at += 1;
  }
  const name = field.slice(0, at).join('');
  if (field[at] !== '!') return { name, conversion: '', spec: field.slice(at + 1) };
  const conversion = field[at + 1];
  if (conversion === undefined) {
    throw new PyError('ValueError', "unmatched '{' in format spec");
  }
  const after = field[at + 2];
  if (after !== undefined && after !== ':') {
    throw new PyError('ValueError', "expected ':' after conversion specifier");
  }
  return { name, conversion, spec: field.slice(at + 3) };
}

function convert(value: unknown, conversion: string): unknown {
  switch (conversion) {
    case '':
      return value;
    case 's':
      return str(value);
    case 'r':
      return repr(value);
    case 'a':
      return toAscii(repr(value));
    default:
      throw new PyError('ValueError', `Unknown conversion specifier ${conversion}`);
  }
}
