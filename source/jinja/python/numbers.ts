import { PyError } from '../runtime/errors.ts';
import { PyFloat, toInt } from './scalars.ts';

/** An int as the language holds it. */
export type Int = number | bigint;

/** A number as arithmetic sees it: booleans are ints. */
export type Numeric =
  | { readonly kind: 'int'; readonly int: Int }
  | { readonly kind: 'float'; readonly float: number };

/** A value as a number; undefined for what is none. */
export function toNumeric(value: unknown): Numeric | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'int', int: value };
  if (value instanceof PyFloat) return { kind: 'float', float: value.value };
  if (typeof value === 'boolean') return { kind: 'int', int: value ? 1 : 0 };
  return undefined;
}

/** An int (or a boolean as one); undefined for anything else. */
export function asInt(value: unknown): Int | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** An int as a JavaScript number that can index and count; huge ones are clamped beyond any real size. */
export function clampInt(value: Int): number {
  if (typeof value === 'number') return value;
  return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}

/** A number as a double; an int too large for one is an `OverflowError`. */
export function toDouble(value: Numeric): number {
  if (value.kind === 'float') return value.float;
  const result = Number(value.int);
  if (!Number.isFinite(result)) throw new PyError('OverflowError', 'int too large to convert to float');
  return result;
}

/** The integer part of a double, as `int(float)` gives it. */
export function truncate(value: number): Int {
  if (Number.isNaN(value)) throw new PyError('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value)) {
    throw new PyError('OverflowError', 'cannot convert float infinity to integer');
  }
  return integral(Math.trunc(value));
}

/** A double that holds an integer as an int. */
export function integral(value: number): Int {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return toInt(BigInt(value));
}

/** Exact order of two numbers: negative, zero or positive, NaN for what has no order. */
export function compareNumeric(left: Numeric, right: Numeric): number {
  if (left.kind === 'int' && right.kind === 'int') return compare(left.int, right.int);
  if (left.kind === 'float' && right.kind === 'float') return compareDoubles(left.float, right.float);
  const a = left.kind === 'int' ? left.int : left.float;
  const b = right.kind === 'int' ? right.int : right.float;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  return compare(a, b);
}

function compareDoubles(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : compare(a, b);
}

/** JavaScript compares a bigint with a number exactly. */
function compare(a: Int, b: Int): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
