import { checkItems } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { PyDict, PySet } from './dict.ts';
import { items, iterate, toList, tryIterate } from './iterate.ts';
import { defineMethods, none, one, positional } from './methods.ts';
import { type Kwargs, PyObject } from './object.ts';
import { repr } from './repr.ts';
import { PyTuple } from './scalars.ts';
import { PyDictView } from './sequences.ts';

/** The methods of `dict`, but `update`, which takes named arguments of any name. */
export const dictMethods = defineMethods<PyDict>([
  ['clear', none, (dict) => nothing(dict.clear())],
  ['copy', none, (dict) => dict.copy()],
  ['fromkeys', positional(1, 2), (_dict, keys, value) => fromKeys(keys, value ?? null)],
  ['get', positional(1, 2), (dict, key, fallback) => (dict.has(key) ? dict.get(key) : (fallback ?? null))],
  ['items', none, (dict) => new PyDictView('items', dict)],
  ['keys', none, (dict) => new PyDictView('keys', dict)],
  ['values', none, (dict) => new PyDictView('values', dict)],
  ['pop', positional(1, 2), pop],
  ['popitem', none, popItem],
  ['setdefault', positional(1, 2), setDefault],
]);

/** The methods of `set` that templates can reach. */
export const setMethods = defineMethods<PySet>([
  ['add', one, (set, item) => nothing(set.add(item))],
  ['copy', none, (set) => new PySet(set)],
  ['union', positional(0, 100), (set, ...others) => new PySet([...set, ...others.flatMap(toList)])],
  ['intersection', positional(0, 100), (set, ...others) => keepItems(set, others, true)],
  ['difference', positional(0, 100), (set, ...others) => keepItems(set, others, false)],
]);

function nothing(_value: unknown): null {
  return null;
}

function keepItems(set: PySet, others: readonly unknown[], inOthers: boolean): PySet {
  const sets = others.map((other) => new PySet(items(other)));
  const keep = (item: unknown): boolean =>
    inOthers ? sets.every((other) => other.has(item)) : !sets.some((other) => other.has(item));
  return new PySet([...set].filter(keep));
}

function fromKeys(keys: unknown, value: unknown): PyDict {
  const dict = new PyDict();
  for (const key of items(keys)) dict.set(key, value);
  return dict;
}

function pop(dict: PyDict, key: unknown, fallback?: unknown): unknown {
  if (!dict.has(key)) {
    if (fallback !== undefined) return fallback;
    throw new PyError('KeyError', repr(key));
  }
  const value = dict.get(key);
  dict.delete(key);
  return value;
}

function popItem(dict: PyDict): PyTuple {
  const last = [...dict.entries()].at(-1);
  if (last === undefined) throw new PyError('KeyError', "'popitem(): dictionary is empty'");
  dict.delete(last[0]);
  return new PyTuple(last);
}

function setDefault(dict: PyDict, key: unknown, fallback?: unknown): unknown {
  if (!dict.has(key)) dict.set(key, fallback ?? null);
  return dict.get(key);
}

/** Puts what `dict(source, **kwargs)` and `dict.update` take into a dict. */
export function updateDict(dict: PyDict, source: unknown, kwargs: Kwargs): void {
  if (source !== undefined) {
    for (const [key, value] of pairsOf(source)) dict.set(key, value);
  }
  for (const [key, value] of kwargs) dict.set(key, value);
  checkItems(dict.size);
}

/** The pairs of a mapping, or of a sequence of pairs. */
export function* pairsOf(source: unknown): Generator<readonly [unknown, unknown]> {
  if (source instanceof PyDict) {
    yield* [...source.entries()];
    return;
  }
  if (source instanceof PyObject) source.isTrue();
  let index = 0;
  const iterator = iterate(source);
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    yield toPair(step.value, index);
    index += 1;
  }
}

function toPair(item: unknown, index: number): readonly [unknown, unknown] {
  if (tryIterate(item) === undefined) {
    throw new PyError(
      'TypeError',
      `cannot convert dictionary update sequence element #${index} to a sequence`,
    );
  }
  const pair = toList(item);
  if (pair.length === 2) return [pair[0], pair[1]];
  throw new PyError(
    'ValueError',
    `dictionary update sequence element #${index} has length ${pair.length}; 2 is required`,
  );
}

/** Python's complaint about more than one positional argument. */
export function requireOneSource(name: string, args: readonly unknown[]): void {
  if (args.length > 1) {
    throw new PyError('TypeError', `${name} expected at most 1 argument, got ${args.length}`);
  }
}
