import { checkSize, reserve, reserveItems, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { textOf } from './compare.ts';
import { PySet } from './dict.ts';
import { formatPercent } from './format-percent.ts';
import { escapeText } from './markup.ts';
import { numeric } from './number-math.ts';
import { asInt, clampInt, type Numeric, toNumeric } from './numbers.ts';
import { Markup, PyBytes, PyFloat, PyTuple, toInt } from './scalars.ts';
import { asSet } from './sequences.ts';
import { fullTypeName } from './type-names.ts';
import { Undefined } from './undefined.ts';

/** `left + right`. */
export function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    return Number.isSafeInteger(sum) ? sum : toInt(BigInt(left) + BigInt(right));
  }
  if (typeof left === 'string' && typeof right === 'string') return concatenate(left, right);
  return numeric('Add', left, right) ?? addSequences(left, right);
}

function concatenate(left: string, right: string): string {
  checkSize(left.length + right.length);
  spend(1);
  return left + right;
}

function addSequences(left: unknown, right: unknown): unknown {
  const a = textOf(left);
  const b = textOf(right);
  if (a !== undefined && b !== undefined) return addMarkup(left, right, a, b);
  if (left instanceof Markup && right instanceof Undefined && right.html() !== undefined) return left;
  failIfUndefined(left, right);
  if (Array.isArray(left) && Array.isArray(right)) {
    reserveItems(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof PyTuple && right instanceof PyTuple) {
    reserveItems(left.items.length + right.items.length);
    return new PyTuple([...left.items, ...right.items]);
  }
  if (left instanceof PyBytes && right instanceof PyBytes) {
    return new PyBytes(Buffer.concat([left.data, right.data]));
  }
  if (a !== undefined || Array.isArray(left) || left instanceof PyTuple) {
    const name = left instanceof Markup ? 'str' : fullTypeName(left);
    if (left instanceof Markup) return unsupported('+', left, right);
    throw new PyError('TypeError', `can only concatenate ${name} (not "${fullTypeName(right)}") to ${name}`);
  }
  if (left instanceof PyBytes) throw new PyError('TypeError', `can't concat ${fullTypeName(right)} to bytes`);
  return unsupported('+', left, right);
}

/** A plain string joined with safe text is escaped. */
function addMarkup(left: unknown, right: unknown, a: string, b: string): Markup {
  const start = left instanceof Markup ? a : escapeText(a);
  const end = right instanceof Markup ? b : escapeText(b);
  return new Markup(concatenate(start, end));
}

/** `left - right`. */
export function subtract(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    return Number.isSafeInteger(difference) ? difference : toInt(BigInt(left) - BigInt(right));
  }
  const result = numeric('Sub', left, right);
  if (result !== undefined) return result;
  failIfUndefined(left, right);
  const a = asSet(left);
  const b = asSet(right);
  if (a === undefined || b === undefined) return unsupported('-', left, right);
  return new PySet([...a].filter((item) => !b.has(item)));
}

/** `left * right`: numbers, or a sequence repeated. */
export function multiply(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
    return toInt(BigInt(left) * BigInt(right));
  }
  const result = numeric('Mul', left, right);
  if (result !== undefined) return result;
  failIfUndefined(left, right);
  if (isSequence(left)) return repeat(left, right);
  if (isSequence(right)) return repeat(right, left);
  return unsupported('*', left, right);
}

function isSequence(value: unknown): boolean {
  return (
    textOf(value) !== undefined ||
    Array.isArray(value) ||
    value instanceof PyTuple ||
    value instanceof PyBytes
  );
}

function repeat(sequence: unknown, times: unknown): unknown {
  const count = asInt(times);
  if (count === undefined) {
    throw new PyError('TypeError', `can't multiply sequence by non-int of type '${fullTypeName(times)}'`);
  }
  const size = Math.max(0, clampInt(count));
  const text = textOf(sequence);
  if (text !== undefined) {
    reserve(text.length * size);
    const repeated = text.repeat(text === '' ? 0 : size);
    return sequence instanceof Markup ? new Markup(repeated) : repeated;
  }
  if (Array.isArray(sequence)) return repeatItems(sequence, size);
  if (sequence instanceof PyTuple) return new PyTuple(repeatItems(sequence.items, size));
  if (sequence instanceof PyBytes) {
    reserve(sequence.data.length * size);
    return new PyBytes(Buffer.concat(Array.from({ length: size }, () => sequence.data)));
  }
  return unsupported('*', sequence, times);
}

function repeatItems(items: readonly unknown[], times: number): unknown[] {
  reserveItems(items.length * times);
  const result: unknown[] = [];
  if (items.length > 0) for (let round = 0; round < times; round += 1) result.push(...items);
  return result;
}

/** `left / right`: always a float. */
export function divide(left: unknown, right: unknown): unknown {
  return numeric('Div', left, right) ?? failBinary('/', left, right);
}

/** `left // right`. */
export function floorDivide(left: unknown, right: unknown): unknown {
  return numeric('FloorDiv', left, right) ?? failBinary('//', left, right);
}

/** `left % right`: the remainder, or a format string with its arguments. */
export function modulo(left: unknown, right: unknown): unknown {
  const text = textOf(left);
  if (text === undefined) return numeric('Mod', left, right) ?? failBinary('%', left, right);
  const formatted = formatPercent(text, right, left instanceof Markup);
  return left instanceof Markup ? new Markup(formatted) : formatted;
}

/** `left ** right`. */
export function power(left: unknown, right: unknown): unknown {
  return numeric('Pow', left, right) ?? failBinary('** or pow()', left, right);
}

function failBinary(sign: string, left: unknown, right: unknown): never {
  failIfUndefined(left, right);
  return unsupported(sign, left, right);
}

function failIfUndefined(left: unknown, right: unknown): void {
  if (left instanceof Undefined) left.fail();
  if (right instanceof Undefined) right.fail();
}

function unsupported(sign: string, left: unknown, right: unknown): never {
  throw new PyError(
    'TypeError',
    `unsupported operand type(s) for ${sign}: '${fullTypeName(left)}' and '${fullTypeName(right)}'`,
  );
}

/** `-value`. */
export function negate(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  return signed(value, '-', (number) =>
    number.kind === 'int' ? toInt(-BigInt(number.int)) : new PyFloat(-number.float),
  );
}

/** `+value`. */
export function plus(value: unknown): unknown {
  return signed(value, '+', (number) => (number.kind === 'int' ? number.int : new PyFloat(number.float)));
}

function signed(value: unknown, sign: string, apply: (number: Numeric) => unknown): unknown {
  const number = toNumeric(value);
  if (number !== undefined) return apply(number);
  if (value instanceof Undefined) return value.fail();
  throw new PyError('TypeError', `bad operand type for unary ${sign}: '${fullTypeName(value)}'`);
}

/** `abs(value)`. */
export function absolute(value: unknown): unknown {
  const number = toNumeric(value);
  if (number === undefined) {
    throw new PyError('TypeError', `bad operand type for abs(): '${fullTypeName(value)}'`);
  }
  if (number.kind === 'float') return new PyFloat(Math.abs(number.float));
  return number.int < 0 ? negate(number.int) : number.int;
}
