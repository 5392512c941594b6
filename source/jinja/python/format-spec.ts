import { reserve } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf, lengthOf } from './code-points.ts';
import { formatExponent, formatFloat, placePoint, significantDigits } from './float-text.ts';
import { digitsOf, formatFloatSize } from './format-number.ts';
import { type Int, toNumeric } from './numbers.ts';
import { str } from './repr.ts';
import { Markup } from './scalars.ts';
import { typeName } from './type-names.ts';

/** `[[fill]align][sign][#][0][width][grouping][.precision][type]`. */
interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  /** `z`: a result that is zero has no minus. */
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const pattern = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?(.)?$/su;

/** `format(value, spec)`. */
export function formatValue(value: unknown, specText: string): string {
  if (specText === '') return str(value);
  const text = value instanceof Markup ? value.value : value;
  if (typeof text === 'string') return formatText(text, parseSpec(specText, value));
  const number = toNumeric(value);
  if (number === undefined) {
    throw new PyError('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
  }
  const spec = parseSpec(specText, value);
  if (number.kind === 'float') return formatReal(number.float, spec, 'float');
  return formatInteger(number.int, spec, typeName(value));
}

function parseSpec(text: string, value: unknown): Spec {
  const match = pattern.exec(text);
  if (match === null) {
    const grouping = /([,_])([,_])/.exec(text);
    if (grouping !== null) throw groupingProblem(grouping[1] ?? '', grouping[2] ?? '');
    throw new PyError(
      'ValueError',
      `Invalid format specifier '${text}' for object of type '${typeName(value)}'`,
    );
  }
  const [
    ,
    fill,
    align,
    sign = '',
    negativeZero,
    alternate,
    zero,
    width,
    grouping = '',
    precision,
    type = '',
  ] = match;
  if (precision === undefined && /\.$|\.\D/.test(text.slice(fill === undefined ? 0 : 1)) && type === '.') {
    throw new PyError('ValueError', 'Format specifier missing precision');
  }
  if ((width?.length ?? 0) > 15 || (precision?.length ?? 0) > 9) {
    throw new PyError('ValueError', 'Too many decimal digits in format string');
  }
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? '',
    sign,
    noNegativeZero: negativeZero !== undefined,
    alternate: alternate !== undefined,
    zero: zero !== undefined,
    width: Number(width ?? 0),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function formatText(text: string, spec: Spec): string {
  if (spec.sign === ' ') throw invalid('Space not allowed in string format specifier');
  if (spec.sign !== '') throw invalid('Sign not allowed in string format specifier');
  if (spec.alternate) throw invalid('Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=') throw invalid("'=' alignment not allowed in string format specifier");
  if (spec.grouping !== '') throw invalid(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.type !== '' && spec.type !== 's') throw unknownCode(spec.type, 'str');
  const cut = spec.precision === undefined ? text : charactersOf(text).slice(0, spec.precision).join('');
  return pad('', cut, spec, spec.align || '<');
}

const integerBases = new Map([
  ['b', 2],
  ['o', 8],
  ['d', 10],
  ['n', 10],
  ['', 10],
  ['x', 16],
  ['X', 16],
]);

function formatInteger(value: Int, spec: Spec, of: string): string {
  if (/^[eEfFgG%]$/.test(spec.type)) return formatReal(Number(value), spec, of);
  if (spec.precision !== undefined) throw invalid('Precision not allowed in integer format specifier');
  if (spec.type === 'c') return formatCodePoint(value, spec);
  const base = integerBases.get(spec.type);
  if (base === undefined) throw unknownCode(spec.type, of);
  if (spec.grouping === ',' && (base !== 10 || spec.type === 'n')) {
    throw invalid(`Cannot specify ',' with '${spec.type}'.`);
  }
  if (spec.grouping === '_' && spec.type === 'n') throw invalid("Cannot specify '_' with 'n'.");
  const prefix = spec.alternate && base !== 10 ? `0${spec.type}` : '';
  const digits = digitsOf(value, base);
  const shown = spec.type === 'X' ? digits.toUpperCase() : digits;
  const sign = signFor(value < 0, spec);
  return padGrouped(sign + prefix, shown, '', spec, base === 10 ? 3 : 4);
}

function formatCodePoint(value: Int, spec: Spec): string {
  if (spec.sign !== '') throw invalid("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw invalid("Alternate form (#) not allowed with integer format specifier 'c'");
  if (value < 0 || value > 0x10ffff) {
    throw new PyError('OverflowError', '%c arg not in range(0x110000)');
  }
  return pad('', String.fromCodePoint(Number(value)), spec, spec.align || '<');
}

function formatReal(value: number, spec: Spec, of: string): string {
  if (!/^[eEfFgGn%]?$/.test(spec.type)) throw unknownCode(spec.type, of);
  const text = realSize(value, spec);
  const shown = /^[EFG]$/.test(spec.type) ? text.toUpperCase() : text;
  const match = /^(\d*)(.*)$/s.exec(shown);
  const vanishes = spec.noNegativeZero && !/[1-9in]/.test(shown.toLowerCase().split('e')[0] ?? '');
  const sign = signFor(!vanishes && (value < 0 || Object.is(value, -0)), spec);
  return padGrouped(sign, match?.[1] ?? '', match?.[2] ?? '', spec, 3);
}

function realSize(value: number, spec: Spec): string {
  const type = spec.type.toLowerCase();
  const { alternate } = spec;
  if (type === '%') {
    return `${formatFloatSize(value * 100, { type: 'f', precision: spec.precision ?? 6, alternate })}%`;
  }
  if (type === 'e' || type === 'f') {
    return formatFloatSize(value, { type, precision: spec.precision ?? 6, alternate });
  }
  if (type === '') return plainSize(value, spec);
  return formatFloatSize(value, { type: 'g', precision: spec.precision ?? 6, alternate });
}

/** Without a type: as it prints, or like `g` with at least one digit after the point. */
function plainSize(value: number, { precision, alternate }: Spec): string {
  if (precision === undefined || !Number.isFinite(value)) return formatFloat(Math.abs(value));
  const count = Math.max(1, precision);
  const { digits, exponent } = significantDigits(value, count);
  const kept = alternate ? digits : digits.replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= count - 1) return formatExponent(kept, exponent, alternate);
  const text = placePoint(kept.padEnd(exponent + 1, '0'), exponent);
  return text.includes('.') ? text : `${text}.0`;
}

function signFor(negative: boolean, spec: Spec): string {
  if (negative) return '-';
  return spec.sign === '+' || spec.sign === ' ' ? spec.sign : '';
}

/** Digits in groups; zeros that fill the width are grouped too. */
function padGrouped(lead: string, whole: string, rest: string, spec: Spec, size: number): string {
  const fillsZeros = spec.fill === '0' && (spec.align === '=' || (spec.align === '' && spec.zero));
  if (spec.grouping === '') return pad(lead, whole + rest, spec, spec.align || (spec.zero ? '=' : '>'));
  let grouped = group(whole, spec.grouping, size);
  if (fillsZeros) {
    reserve(spec.width);
    let digits = whole;
    while (lead.length + grouped.length + rest.length < spec.width) {
      digits = `0${digits}`;
      grouped = group(digits, spec.grouping, size);
    }
  }
  return pad(lead, grouped + rest, spec, spec.align || (spec.zero ? '=' : '>'));
}

function group(digits: string, separator: string, size: number): string {
  const first = digits.length % size || size;
  const parts = [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += size) parts.push(digits.slice(at, at + size));
  return parts.join(separator);
}

function pad(lead: string, text: string, { width, fill }: Spec, align: string): string {
  const gap = width - lead.length - lengthOf(text);
  if (gap <= 0) return lead + text;
  reserve(width);
  if (align === '<') return lead + text + fill.repeat(gap);
  if (align === '=') return lead + fill.repeat(gap) + text;
  if (align === '>') return fill.repeat(gap) + lead + text;
  const left = Math.floor(gap / 2);
  return fill.repeat(left) + lead + text + fill.repeat(gap - left);
}

function groupingProblem(first: string, second: string): PyError {
  if (first === ',' && second === '_') return invalid("Cannot specify both ',' and '_'.");
  return invalid(`Cannot specify '${first}' with '${second}'.`);
}

function invalid(message: string): PyError {
  return new PyError('ValueError', message);
}

function unknownCode(code: string, of: string): PyError {
  return invalid(`Unknown format code '${code}' for object of type '${of}'`);
}
