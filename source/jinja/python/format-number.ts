import { reserve } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { formatExponent, formatFixed, placePoint, significantDigits } from './float-text.ts';
import type { Int } from './numbers.ts';
import { formatBigInt } from './repr.ts';

/** How a float is written: the letter of its conversion, digits after the point, and `#`. */
export interface FloatStyle {
  readonly type: 'e' | 'f' | 'g';
  readonly precision: number;
  /** Keeps the point and trailing zeros. */
  readonly alternate: boolean;
}

/** The size of a float in that style, without its sign. */
export function formatFloatSize(value: number, style: FloatStyle): string {
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return 'inf';
  if (style.precision > maxPrecision) throw new PyError('ValueError', 'precision too big');
  reserve(style.precision * 10);
  if (style.type === 'f') return withPoint(formatFixed(size, style.precision), style.alternate);
  if (style.type === 'e') return formatScientific(size, style.precision + 1, style.alternate);
  return formatGeneral(size, Math.max(1, style.precision), style.alternate);
}

const maxPrecision = 100_000;

function withPoint(text: string, alternate: boolean): string {
  return alternate && !text.includes('.') ? `${text}.` : text;
}

function formatScientific(size: number, count: number, alternate: boolean): string {
  const { digits, exponent } = significantDigits(size, count);
  return formatExponent(digits, exponent, alternate);
}

/** `%g`: fixed or scientific, whichever is shorter, without trailing zeros. */
function formatGeneral(size: number, count: number, alternate: boolean): string {
  const { digits, exponent } = significantDigits(size, count);
  if (exponent < -4 || exponent >= count) {
    const kept = alternate ? digits : digits.replace(/0+$/, '') || '0';
    return formatExponent(kept, exponent, alternate);
  }
  const fixed = placePoint(digits, exponent);
  if (alternate) return withPoint(fixed, true);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/** The digits of an int's size in a base. */
export function digitsOf(value: Int, base: number): string {
  const size = value < 0 ? -value : value;
  if (base === 10 && typeof size === 'bigint') return formatBigInt(size);
  return size.toString(base);
}
