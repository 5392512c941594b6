import { checkSize, reserve } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf, lengthOf } from './code-points.ts';
import { PyDict } from './dict.ts';
import { digitsOf, formatFloatSize } from './format-number.ts';
import { escapeText, htmlOf } from './markup.ts';
import { asInt, clampInt, type Int, toDouble, toNumeric, truncate } from './numbers.ts';
import { PyObject } from './object.ts';
import { repr, str } from './repr.ts';
import { Markup, PyTuple } from './scalars.ts';
import { fullTypeName } from './type-names.ts';

/** One conversion of a format string, such as `%-10.3f`. */
interface Conversion {
  readonly type: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  /** Index of the letter in the format string. */
  readonly index: number;
}

/** `format % args`; `escaping` makes texts safe as `Markup` does. */
export function formatPercent(format: string, args: unknown, escaping: boolean): string {
  return new PercentFormatter(format, args, escaping).run();
}

class PercentFormatter {
  readonly #format: string[];
  readonly #args: readonly unknown[];
  readonly #mapping: unknown;
  readonly #isMapping: boolean;
  readonly #escaping: boolean;
  #at = 0;
  #used = 0;

  constructor(format: string, args: unknown, escaping: boolean) {
    this.#format = charactersOf(format);
    this.#args = args instanceof PyTuple ? args.items : [args];
    this.#isMapping = isMapping(args);
    this.#mapping = args;
    this.#escaping = escaping;
  }

  run(): string {
    let result = '';
    while (this.#at < this.#format.length) {
      const character = this.#take();
      result += character === '%' ? this.#convert() : character;
      checkSize(result.length);
    }
    if (this.#used < this.#args.length && !this.#isMapping) {
      throw new PyError('TypeError', 'not all arguments converted during string formatting');
    }
    return result;
  }

  #take(): string {
    const character = this.#format[this.#at];
    if (character === undefined) throw new PyError('ValueError', 'incomplete format');
    this.#at += 1;
    return character;
  }

  #peek(): string {
    return this.#format[this.#at] ?? '';
  }

  #convert(): string {
    if (this.#peek() === '%') return this.#take();
    let keyed: { value: unknown } | undefined;
    if (this.#peek() === '(') keyed = { value: this.#lookUp(this.#readKey()) };
    const conversion = this.#readConversion();
    const value = keyed === undefined ? this.#nextArgument() : keyed.value;
    return formatOne(value, conversion, this.#escaping);
  }

  #readKey(): string {
    if (!this.#isMapping) throw new PyError('TypeError', 'format requires a mapping');
    this.#at += 1;
    const start = this.#at;
    for (let depth = 1; depth > 0; this.#at += 1) {
      const character = this.#format[this.#at];
      if (character === undefined) throw new PyError('ValueError', 'incomplete format key');
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
    }
    return this.#format.slice(start, this.#at - 1).join('');
  }

  #lookUp(key: string): unknown {
    const mapping = this.#mapping;
    if (mapping instanceof PyDict) {
      if (!mapping.has(key)) throw new PyError('KeyError', repr(key));
      return mapping.get(key);
    }
    if (mapping instanceof PyObject) return mapping.item(key);
    throw new PyError('TypeError', 'list indices must be integers or slices, not str');
  }

  #nextArgument(): unknown {
    // A mapping serves one conversion without a key.
    if (this.#used >= this.#args.length) {
      throw new PyError('TypeError', 'not enough arguments for format string');
    }
    const value = this.#args[this.#used];
    this.#used += 1;
    return value;
  }

  #readConversion(): Conversion {
    let flags = '';
    while (this.#peek() !== '' && '-+ #0'.includes(this.#peek())) flags += this.#take();
    let width = this.#readSize('width');
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    let precision: number | undefined;
    if (this.#peek() === '.') {
      this.#at += 1;
      precision = Math.max(0, this.#readSize('precision'));
    }
    if (this.#peek() !== '' && 'hlL'.includes(this.#peek())) this.#at += 1;
    const index = this.#at;
    return { type: this.#take(), flags, width, precision, index };
  }

  #readSize(what: string): number {
    if (this.#peek() === '*') {
      this.#at += 1;
      const value = asInt(this.#nextArgument());
      if (value === undefined) throw new PyError('TypeError', '* wants int');
      return clampInt(value);
    }
    let digits = '';
    while (/^[0-9]$/.test(this.#peek())) digits += this.#take();
    if (digits.length > 15) throw new PyError('ValueError', `${what} too big`);
    return Number(digits);
  }
}

/** What Python's C code takes for a mapping: anything with items but a tuple or a str. */
function isMapping(value: unknown): boolean {
  if (value instanceof PyDict || Array.isArray(value)) return true;
  return value instanceof PyObject && value.typeModule === 'jinja2.runtime';
}

function formatOne(value: unknown, conversion: Conversion, escaping: boolean): string {
  switch (conversion.type) {
    case 's':
      return padText(cut(textFor(value, escaping), conversion), conversion);
    case 'r':
    case 'a':
      return padText(cut(reprFor(value, conversion.type, escaping), conversion), conversion);
    case 'c':
      return padText(formatCharacter(value), conversion);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return formatInteger(value, conversion);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatReal(value, conversion);
    default:
      throw unsupportedCharacter(conversion);
  }
}

function textFor(value: unknown, escaping: boolean): string {
  if (!escaping) return str(value);
  return htmlOf(value) ?? escapeText(str(value));
}

function reprFor(value: unknown, type: string, escaping: boolean): string {
  const text = type === 'a' ? toAscii(repr(value)) : repr(value);
  return escaping ? escapeText(text) : text;
}

/** Text with everything beyond ASCII as escapes (`ascii()`). */
export function toAscii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

function cut(text: string, { precision }: Conversion): string {
  if (precision === undefined || lengthOf(text) <= precision) return text;
  return charactersOf(text).slice(0, precision).join('');
}

function formatCharacter(value: unknown): string {
  const text = value instanceof Markup ? value.value : value;
  if (typeof text === 'string' && lengthOf(text) === 1) return text;
  const code = asInt(value);
  if (code === undefined) throw new PyError('TypeError', '%c requires int or char');
  if (code < 0 || code > 0x10ffff) throw new PyError('OverflowError', '%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(code));
}

function formatInteger(value: unknown, conversion: Conversion): string {
  const { type, flags, precision = 0 } = conversion;
  const number = integerFor(value, type);
  const base = type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10;
  reserve(precision);
  const digits = digitsOf(number, base).padStart(precision, '0');
  const prefix = flags.includes('#') && base !== 10 ? (base === 8 ? '0o' : '0x') : '';
  const text = padNumber(number < 0 ? '-' : '', prefix, digits, conversion);
  return type === 'X' ? text.toUpperCase() : text;
}

function integerFor(value: unknown, type: string): Int {
  const number = toNumeric(value);
  if (number?.kind === 'int') return number.int;
  const decimal = type === 'd' || type === 'i' || type === 'u';
  if (decimal && number !== undefined) return truncate(number.float);
  if (value instanceof PyObject && value.typeModule === 'jinja2.runtime') failUndefined(value);
  const wanted = decimal ? 'a real number' : 'an integer';
  throw new PyError('TypeError', `%${type} format: ${wanted} is required, not ${fullTypeName(value)}`);
}

/** An undefined value says so itself when it is used as a number. */
function failUndefined(value: PyObject): void {
  if (value.typeName.endsWith('Undefined')) value.call([], new Map());
}

function formatReal(value: unknown, conversion: Conversion): string {
  const number = toNumeric(value);
  if (number === undefined) {
    if (value instanceof PyObject) failUndefined(value);
    throw new PyError('TypeError', `must be real number, not ${fullTypeName(value)}`);
  }
  const double = toDouble(number);
  const { type, flags, precision = 6 } = conversion;
  const letter = type.toLowerCase();
  const style = {
    type: letter === 'e' || letter === 'f' ? letter : 'g',
    precision,
    alternate: flags.includes('#'),
  } as const;
  const sign = double < 0 || Object.is(double, -0) ? '-' : '';
  const text = padNumber(sign, '', formatFloatSize(double, style), conversion);
  return type === letter ? text : text.toUpperCase();
}

function padText(text: string, { width, flags }: Conversion): string {
  const missingCharacters = width - lengthOf(text);
  if (missingCharacters <= 0) return text;
  reserve(width);
  const spaces = ' '.repeat(missingCharacters);
  return flags.includes('-') ? text + spaces : spaces + text;
}

function padNumber(minus: string, prefix: string, digits: string, { width, flags }: Conversion): string {
  const sign = minus || (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');
  const size = sign.length + prefix.length + digits.length;
  if (width <= size) return sign + prefix + digits;
  reserve(width);
  const gap = width - size;
  if (flags.includes('-')) return sign + prefix + digits + ' '.repeat(gap);
  if (flags.includes('0')) return sign + prefix + '0'.repeat(gap) + digits;
  return ' '.repeat(gap) + sign + prefix + digits;
}

function unsupportedCharacter({ type, index }: Conversion): PyError {
  const code = type.codePointAt(0) ?? 0;
  const shown = code > 31 && code < 127 ? type : '?';
  return new PyError(
    'ValueError',
    `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${index}`,
  );
}
