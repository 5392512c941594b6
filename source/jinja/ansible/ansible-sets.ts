import { itemOf } from '../python/attributes.ts';
import { contains } from '../python/compare.ts';
import { toInteger } from '../python/convert-number.ts';
import { PyDict, PySet } from '../python/dict.ts';
import { toList } from '../python/iterate.ts';
import { clampInt } from '../python/numbers.ts';
import { missing } from '../python/object.ts';
import { repr, str } from '../python/repr.ts';
import { PyTuple } from '../python/scalars.ts';
import { reserveItems, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { ansibleError, ansibleTypeError } from './ansible-error.ts';
/** Without repeats, in the order of first appearance. */
export function dedupe(values: readonly unknown[]): unknown[] {
  try {
    return [...new PySet(values)];
  } catch (error) {
    if (!(error instanceof PyError) || error.kind !== 'TypeError') throw error;
    // Values that cannot be keys are compared one by one.
    const kept: unknown[] = [];
    for (const value of values) if (!contains(kept, value)) kept.push(value);
    return kept;
  }
}

export function symmetricDifference(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  const both = a.filter((item) => contains(b, item));
  return dedupe([...a, ...b]).filter((item) => !contains(both, item));
}

export function followPath(element: unknown, keys: readonly unknown[], skipMissing: boolean): unknown[] {
  let value = element;
  let last: unknown;
  for (const key of keys) {
    last = key;
    if (!(value instanceof PyDict)) {
      throw ansibleTypeError(`the key ${str(key)} should point to a dictionary, got '${str(value)}'`);
    }
    const found = itemOf(value, key);
    if (found === missing && skipMissing) return [];
    if (found === missing)
      throw ansibleError(`could not find ${repr(key)} key in iterated item ${repr(value)}`);
    value = found;
  }
  if (Array.isArray(value)) return value;
  throw ansibleTypeError(`the key ${repr(last)} should point to a list, got ${repr(value)}`);
}

export function* zip(lists: readonly unknown[]): Iterator<unknown> {
  const columns = lists.map(toList);
  const length = Math.min(...columns.map((column) => column.length));
  for (let index = 0; index < length; index += 1) yield new PyTuple(columns.map((column) => column[index]));
}

export function* zipLongest(lists: readonly unknown[], fill: unknown): Iterator<unknown> {
  const columns = lists.map(toList);
  const length = Math.max(...columns.map((column) => column.length));
  for (let index = 0; index < length; index += 1) {
    yield new PyTuple(columns.map((column) => (index < column.length ? column[index] : fill)));
  }
}

export function repeatLists(lists: readonly unknown[], repeat: unknown): unknown[][] {
  const columns = lists.map(toList);
  const times = repeat === undefined ? 1 : clampInt(toInteger(repeat));
  reserveItems(columns.length * times);
  return Array.from({ length: times }, () => columns).flat();
}

/** Every way to take one item of each list, the last list changing fastest. */
export function* product(lists: readonly (readonly unknown[])[]): Generator<unknown> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield new PyTuple([]);
    return;
  }
  for (const item of first) {
    for (const tail of product(rest)) {
      spend(1);
      if (tail instanceof PyTuple) yield new PyTuple([item, ...tail.items]);
    }
  }
}

/** Every choice of so many items: in the order of the list alone, or in every order. */
export function* choose(
  list: readonly unknown[],
  size: number = list.length,
  ordered = true,
): Generator<unknown> {
  for (const picked of pick(
    list.map((_, index) => index),
    size,
    ordered,
  )) {
    yield new PyTuple(picked.map((index) => list[index]));
  }
}

function* pick(indexes: readonly number[], size: number, ordered: boolean): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (const [position, index] of indexes.entries()) {
    const rest = ordered ? indexes.slice(position + 1) : indexes.filter((other) => other !== index);
    for (const tail of pick(rest, size - 1, ordered)) {
      spend(1);
      yield [index, ...tail];
    }
  }
}
