import { limitError, reserve, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import type { ArithmeticKind } from '../syntax/nodes.ts';
import { type Int, integral, type Numeric, toDouble, toNumeric } from './numbers.ts';
import { PyFloat, toInt } from './scalars.ts';
/** The operation on two numbers; undefined where one operand is none. */
export function numeric(kind: ArithmeticKind, left: unknown, right: unknown): unknown {
  const a = toNumeric(left);
  if (a === undefined) return undefined;
  const b = toNumeric(right);
  if (b === undefined) return undefined;
  if (a.kind === 'int' && b.kind === 'int') return integers(kind, a.int, b.int);
  return new PyFloat(floats(kind, toDouble(a), toDouble(b)));
}

function integers(kind: ArithmeticKind, left: Int, right: Int): unknown {
  if (kind === 'Div') return new PyFloat(divideIntegers(left, right));
  if (kind === 'Pow') return powerIntegers(left, right);
  const a = BigInt(left);
  const b = BigInt(right);
  spend(20);
  switch (kind) {
    case 'Add':
      return toInt(a + b);
    case 'Sub':
      return toInt(a - b);
    case 'Mul':
      reserveBits(bitLength(a) + bitLength(b));
      return toInt(a * b);
    case 'FloorDiv':
      if (b === 0n) throw zeroDivision('integer division or modulo by zero');
      return toInt((a - floorRemainder(a, b)) / b);
    default:
      if (b === 0n) throw zeroDivision('integer modulo by zero');
      return toInt(floorRemainder(a, b));
  }
}

/** The remainder with the sign of the divisor. */
function floorRemainder(a: bigint, b: bigint): bigint {
  const remainder = a % b;
  return remainder !== 0n && remainder < 0n !== b < 0n ? remainder + b : remainder;
}

function divideIntegers(left: Int, right: Int): number {
  if (right === 0 || right === 0n) throw zeroDivision('division by zero');
  if (typeof left === 'number' && typeof right === 'number') return left / right;
  const quotient = divideExactly(BigInt(left), BigInt(right));
  if (!Number.isFinite(quotient)) {
    throw new PyError('OverflowError', 'integer division result too large for a float');
  }
  return quotient;
}

/** A correctly rounded quotient: 64 significant bits and a sticky one are enough for the double. */
function divideExactly(a: bigint, b: bigint): number {
  const negative = a < 0n !== b < 0n;
  const top = a < 0n ? -a : a;
  const bottom = b < 0n ? -b : b;
  const shift = Math.max(0, 66 - (bitLength(top) - bitLength(bottom)));
  const scaled = top << BigInt(shift);
  const quotient = scaled / bottom;
  const sticky = scaled % bottom === 0n ? 0n : 1n;
  const size = Number((quotient << 1n) | sticky) * 2 ** (-shift - 1);
  return negative ? -size : size;
}

function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

/** Integers of more bits than this are refused: they would take long to compute and to print. */
const maxBits = 200_000;

function reserveBits(bits: number): void {
  if (bits > maxBits) throw limitError(`an integer of ${bits} bits (at most ${maxBits})`);
  reserve(Math.max(0, bits - 64));
}

function powerIntegers(base: Int, exponent: Int): unknown {
  if (exponent < 0) return new PyFloat(powerFloats(Number(base), Number(exponent)));
  const b = BigInt(base);
  const bits = b === 1n || b === -1n || b === 0n ? 1 : bitLength(b) * Number(exponent);
  reserveBits(bits);
  return toInt(b ** BigInt(exponent));
}

function floats(kind: ArithmeticKind, a: number, b: number): number {
  switch (kind) {
    case 'Add':
      return a + b;
    case 'Sub':
      return a - b;
    case 'Mul':
      return a * b;
    case 'Div':
      if (b === 0) throw zeroDivision('float division by zero');
      return a / b;
    case 'FloorDiv':
      if (b === 0) throw zeroDivision('float floor division by zero');
      return floorDivideFloats(a, b);
    case 'Mod':
      if (b === 0) throw zeroDivision('float modulo');
      return moduloFloats(a, b);
    default:
      return powerFloats(a, b);
  }
}

function moduloFloats(a: number, b: number): number {
  const remainder = a % b;
  if (remainder !== 0) return remainder < 0 !== b < 0 ? remainder + b : remainder;
  return b < 0 ? -0 : 0;
}

/** The quotient is recovered from the remainder, which is exact where `a / b` is not. */
function floorDivideFloats(a: number, b: number): number {
  const remainder = moduloFloats(a, b);
  const quotient = (a - remainder) / b;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function powerFloats(a: number, b: number): number {
  if (a === 0 && b < 0) throw zeroDivision('0.0 cannot be raised to a negative power');
  // JavaScript's own answer differs here: one to any power is one.
  if (a === 1 || b === 0) return 1;
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1;
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) {
    throw limitError('a complex number');
  }
  const result = a ** b;
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new PyError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return result;
}

function zeroDivision(message: string): PyError {
  return new PyError('ZeroDivisionError', message);
}

/** `math.ceil` and `math.floor` of a number, exact for every size. */
export function roundTo(direction: 'ceil' | 'floor', number: Numeric): Int {
  if (number.kind === 'int') return number.int;
  if (!Number.isFinite(number.float)) return toFiniteInt(number.float);
  return integral(direction === 'ceil' ? Math.ceil(number.float) : Math.floor(number.float));
}

function toFiniteInt(value: number): never {
  if (Number.isNaN(value)) throw new PyError('ValueError', 'cannot convert float NaN to integer');
  throw new PyError('OverflowError', 'cannot convert float infinity to integer');
}
