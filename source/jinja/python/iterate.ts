import { checkItems, reserveItems, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf, lengthOf } from './code-points.ts';
import { PyDict, PySet } from './dict.ts';
import { PyObject } from './object.ts';
import { Markup, PyBytes, PyTuple } from './scalars.ts';
import { watched } from './sequences.ts';
import { fullTypeName } from './type-names.ts';

/** `iter(value)`, undefined where it cannot be iterated. */
export function tryIterate(value: unknown): Iterator<unknown> | undefined {
  // A list may grow while it is iterated: its own iterator follows that, as Python's does.
  if (Array.isArray(value)) return value[Symbol.iterator]();
  if (typeof value === 'string') return iterateText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof PyDict) return watched(value, value.keys());
  if (value instanceof PyTuple) return value.items[Symbol.iterator]();
  if (value instanceof PyObject) return value.iterate();
  if (value instanceof PySet) return value.values();
  if (value instanceof Markup) return iterateText(value.value);
  if (value instanceof PyBytes) return value.data[Symbol.iterator]();
  return undefined;
}

function iterateText(text: string): Iterator<unknown> {
  checkItems(text.length);
  return charactersOf(text)[Symbol.iterator]();
}

/** `iter(value)`. */
export function iterate(value: unknown): Iterator<unknown> {
  const iterator = tryIterate(value);
  if (iterator === undefined) {
    throw new PyError('TypeError', `'${fullTypeName(value)}' object is not iterable`);
  }
  return iterator;
}

/** The items one after the other, each counted as work. */
export function* items(value: unknown): Generator<unknown, void> {
  const iterator = iterate(value);
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    spend(1);
    yield step.value;
  }
}

/** `list(value)`: always a new list. */
export function toList(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    reserveItems(value.length);
    return value.slice();
  }
  const result: unknown[] = [];
  const iterator = iterate(value);
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    result.push(step.value);
    checkItems(result.length);
  }
  spend(result.length);
  return result;
}

/** `len(value)`, undefined where it has none. */
export function tryLength(value: unknown): number | undefined {
  if (typeof value === 'string') return lengthOf(value);
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof PyDict || value instanceof PySet) return value.size;
  if (value instanceof PyTuple) return value.items.length;
  if (value instanceof PyObject) return value.length();
  if (value instanceof Markup) return lengthOf(value.value);
  if (value instanceof PyBytes) return value.data.length;
  return undefined;
}

/** `len(value)`. */
export function length(value: unknown): number {
  const size = tryLength(value);
  if (size === undefined) {
    throw new PyError('TypeError', `object of type '${fullTypeName(value)}' has no len()`);
  }
  return size;
}
