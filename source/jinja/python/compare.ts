import { spend, spendOnText } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import type { Comparison } from '../syntax/nodes.ts';
import { compareText } from './code-points.ts';
import { PyDate, PyDateTime } from './dates.ts';
import { PyDict, PySet } from './dict.ts';
import { iterate, tryIterate } from './iterate.ts';
import { compareNumeric, toNumeric } from './numbers.ts';
import { PyObject } from './object.ts';
import { Markup, PyBytes, PyTuple } from './scalars.ts';
import { asSet, PyDictView } from './sequences.ts';
import { fullTypeName } from './type-names.ts';
import { Undefined } from './undefined.ts';

/** `left == right`. */
export function equals(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length === right.length) spendOnText(left);
    return left === right;
  }
  if (typeof left === 'number' && typeof right === 'number') return left === right;
  if (left instanceof Undefined) return left.equals(right);
  if (right instanceof Undefined) return right.equals(left);
  const a = toNumeric(left);
  const b = toNumeric(right);
  if (a !== undefined || b !== undefined) {
    return a !== undefined && b !== undefined && compareNumeric(a, b) === 0;
  }
  return equalObjects(left, right);
}

function equalObjects(left: unknown, right: unknown): boolean {
  const a = textOf(left);
  if (a !== undefined) return a === textOf(right);
  if (Array.isArray(left)) return Array.isArray(right) && equalItems(left, right);
  if (left instanceof PyTuple) return right instanceof PyTuple && equalItems(left.items, right.items);
  if (left instanceof PyDict) return right instanceof PyDict && equalDicts(left, right);
  if (left instanceof PySet || left instanceof PyDictView) return equalSets(left, right);
  if (left instanceof PyBytes) return right instanceof PyBytes && Buffer.compare(left.data, right.data) === 0;
  if (left instanceof PyDate) return right instanceof PyDate && left.isoformat() === right.isoformat();
  if (left instanceof PyDateTime) return right instanceof PyDateTime && equalTimes(left, right);
  if (left instanceof PyObject) return left.equals(right);
  return left === right;
}

/** A str or Markup as a string. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Markup ? value.value : undefined;
}

/** Identity first: NaN in a list equals itself there. */
export function isSame(left: unknown, right: unknown): boolean {
  return left === right || equals(left, right);
}

function equalItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  spend(left.length);
  return left.every((item, index) => isSame(item, right[index]));
}

function equalDicts(left: PyDict, right: PyDict): boolean {
  if (left.size !== right.size) return false;
  spend(left.size);
  for (const [key, value] of left) {
    if (!right.has(key) || !isSame(value, right.get(key))) return false;
  }
  return true;
}

function equalSets(left: unknown, right: unknown): boolean {
  const a = asSet(left);
  const b = asSet(right);
  if (a === undefined || b === undefined) return left === right;
  if (a.size !== b.size) return false;
  for (const item of a) if (!b.has(item)) return false;
  return true;
}

function equalTimes(left: PyDateTime, right: PyDateTime): boolean {
  if ((left.offset === undefined) !== (right.offset === undefined)) return false;
  return left.instant() === right.instant();
}

export type Ordering = '<' | '<=' | '>' | '>=';

/** `left < right` and its kin. */
export function order(left: unknown, right: unknown, sign: Ordering): boolean {
  if (typeof left === 'number' && typeof right === 'number') return holds(left - right, sign);
  if (left instanceof Undefined) return left.fail();
  if (right instanceof Undefined) return right.fail();
  const a = toNumeric(left);
  const b = toNumeric(right);
  if (a !== undefined && b !== undefined) return holds(compareNumeric(a, b), sign);
  const difference = orderObjects(left, right, sign);
  if (typeof difference === 'boolean') return difference;
  if (difference !== undefined) return holds(difference, sign);
  throw new PyError(
    'TypeError',
    `'${sign}' not supported between instances of '${fullTypeName(left)}' and '${fullTypeName(right)}'`,
  );
}

/** NaN compares false with every sign. */
function holds(difference: number, sign: Ordering): boolean {
  if (sign === '<') return difference < 0;
  if (sign === '<=') return difference <= 0;
  return sign === '>' ? difference > 0 : difference >= 0;
}

function orderObjects(left: unknown, right: unknown, sign: Ordering): number | boolean | undefined {
  const a = textOf(left);
  const b = textOf(right);
  if (a !== undefined && b !== undefined) return compareText(a, b);
  if (Array.isArray(left) && Array.isArray(right)) return orderItems(left, right, sign);
  if (left instanceof PyTuple && right instanceof PyTuple) return orderItems(left.items, right.items, sign);
  if (left instanceof PyBytes && right instanceof PyBytes) return Buffer.compare(left.data, right.data);
  if (left instanceof PyDate && right instanceof PyDate) {
    return compareText(left.isoformat(), right.isoformat());
  }
  if (left instanceof PyDateTime && right instanceof PyDateTime) return orderTimes(left, right);
  return orderSets(left, right, sign);
}

/** The first pair that differs decides; then the length. */
function orderItems(left: readonly unknown[], right: readonly unknown[], sign: Ordering): number | boolean {
  const length = Math.min(left.length, right.length);
  spend(length);
  for (let index = 0; index < length; index += 1) {
    if (!isSame(left[index], right[index])) return order(left[index], right[index], sign);
  }
  return left.length - right.length;
}

function orderTimes(left: PyDateTime, right: PyDateTime): number {
  if ((left.offset === undefined) !== (right.offset === undefined)) {
    throw new PyError('TypeError', "can't compare offset-naive and offset-aware datetimes");
  }
  return left.instant() - right.instant();
}

/** Sets are ordered by inclusion. */
function orderSets(left: unknown, right: unknown, sign: Ordering): boolean | undefined {
  const a = asSet(left);
  const b = asSet(right);
  if (a === undefined || b === undefined) return undefined;
  const [small, large] = sign.startsWith('<') ? [a, b] : [b, a];
  if (sign.length === 1 && small.size >= large.size) return false;
  for (const item of small) if (!large.has(item)) return false;
  return true;
}

/** `value in container`. */
export function contains(container: unknown, value: unknown): boolean {
  const text = textOf(container);
  if (text !== undefined) {
    spendOnText(text);
    return text.includes(requireText(value));
  }
  if (container instanceof PyDict || container instanceof PySet) return container.has(value);
  if (container instanceof PyObject) {
    const answer = container.contains(value);
    if (answer !== undefined) return answer;
  }
  if (tryIterate(container) === undefined) {
    throw new PyError('TypeError', `argument of type '${fullTypeName(container)}' is not iterable`);
  }
  const iterator = iterate(container);
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    spend(1);
    if (isSame(step.value, value)) return true;
  }
  return false;
}

function requireText(value: unknown): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new PyError('TypeError', `'in <string>' requires string as left operand, not ${fullTypeName(value)}`);
}

/** The comparisons of templates by name. */
export const comparisons: Record<Comparison, (left: unknown, right: unknown) => boolean> = {
  eq: equals,
  ne: (left, right) => !equals(left, right),
  lt: (left, right) => order(left, right, '<'),
  lteq: (left, right) => order(left, right, '<='),
  gt: (left, right) => order(left, right, '>'),
  gteq: (left, right) => order(left, right, '>='),
  in: (left, right) => contains(right, left),
  notin: (left, right) => !contains(right, left),
};
