import { checkItems, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { isSame } from './compare.ts';
import { items } from './iterate.ts';
import { defineMethods, named, none, one, positional } from './methods.ts';
import { asInt, clampInt } from './numbers.ts';
import { repr } from './repr.ts';
import type { PyTuple } from './scalars.ts';
import { resolveSlice } from './slices.ts';
import { sortValues } from './sorting.ts';
import { isTrue } from './truth.ts';
import { fullTypeName } from './type-names.ts';

/** The methods of `list`. */
export const listMethods = defineMethods<unknown[]>([
  ['append', one, (list, item) => append(list, [item])],
  ['extend', one, (list, more) => append(list, items(more))],
  ['clear', none, (list) => discard(list.splice(0))],
  ['copy', none, (list) => list.slice()],
  ['count', one, (list, item) => countItems(list, item)],
  ['index', positional(1, 3), (list, item, start, stop) => indexOf(list, item, start, stop, 'list')],
  ['insert', positional(2, 2), insert],
  ['pop', positional(0, 1), pop],
  ['remove', one, remove],
  ['reverse', none, (list) => discard(list.reverse())],
  ['sort', named(0, 'key', 'reverse'), sort],
]);

/** The methods of `tuple`. */
export const tupleMethods = defineMethods<PyTuple>([
  ['count', one, (tuple, item) => countItems(tuple.items, item)],
  ['index', positional(1, 3), (tuple, item, start, stop) => indexOf(tuple.items, item, start, stop, 'tuple')],
]);

function discard(_value: unknown): null {
  return null;
}

function append(list: unknown[], more: Iterable<unknown>): null {
  // A copy first: a list may extend itself.
  const added = [...more];
  checkItems(list.length + added.length);
  spend(added.length);
  for (const item of added) list.push(item);
  return null;
}

function countItems(list: readonly unknown[], item: unknown): number {
  spend(list.length / 10);
  return list.filter((other) => isSame(other, item)).length;
}

function indexOf(
  list: readonly unknown[],
  item: unknown,
  start: unknown,
  stop: unknown,
  type: 'list' | 'tuple',
): number {
  spend(list.length / 10);
  const range = resolveSlice(list.length, start, stop, null);
  for (let index = range.start; index < range.stop; index += 1) {
    if (isSame(list[index], item)) return index;
  }
  throw new PyError(
    'ValueError',
    type === 'list' ? `${repr(item)} is not in list` : 'tuple.index(x): x not in tuple',
  );
}

function indexArgument(value: unknown): number {
  const int = asInt(value);
  if (int !== undefined) return clampInt(int);
  throw new PyError('TypeError', `'${fullTypeName(value)}' object cannot be interpreted as an integer`);
}

function insert(list: unknown[], position: unknown, item: unknown): null {
  const index = indexArgument(position);
  spend(list.length / 100);
  checkItems(list.length + 1);
  list.splice(index < 0 ? Math.max(0, index + list.length) : index, 0, item);
  return null;
}

function pop(list: unknown[], position?: unknown): unknown {
  if (list.length === 0) throw new PyError('IndexError', 'pop from empty list');
  const given = position === undefined ? -1 : indexArgument(position);
  if (given !== -1) spend(list.length / 100);
  const index = given < 0 ? given + list.length : given;
  if (index < 0 || index >= list.length) throw new PyError('IndexError', 'pop index out of range');
  return list.splice(index, 1)[0];
}

function remove(list: unknown[], item: unknown): null {
  spend(list.length / 10);
  const index = list.findIndex((other) => isSame(other, item));
  if (index === -1) throw new PyError('ValueError', 'list.remove(x): x not in list');
  list.splice(index, 1);
  return null;
}

function sort(list: unknown[], key?: unknown, reverse?: unknown): null {
  if (key !== undefined && key !== null) {
    throw new PyError('LimitError', 'list.sort with a key is not supported: use the sort filter');
  }
  const sorted = sortValues(list, (item) => item, reverse !== undefined && isTrue(reverse));
  list.splice(0, list.length, ...sorted);
  return null;
}
