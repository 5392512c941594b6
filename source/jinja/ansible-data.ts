import { ansibleError, ansibleTypeError } from './ansible-error.ts';
import { getItem, itemOf } from './attributes.ts';
import { reserveItems, spend } from './budget.ts';
import { contains, equals, textOf } from './compare.ts';
import { traceRead } from './compile-expression.ts';
import type { Context } from './context.ts';
import { toInteger } from './convert-number.ts';
import { PyDict, PySet } from './dict.ts';
import type { Operation } from './environment-core.ts';
import { PyError } from './errors.ts';
import { items, toList } from './iterate.ts';
import { dumpJson } from './json-text.ts';
import { clampInt } from './numbers.ts';
import { missing } from './object.ts';
import { define } from './operation.ts';
import { repr, str } from './repr.ts';
import { PyTuple } from './scalars.ts';
import { PyIterator } from './sequences.ts';
import { isTrue } from './truth.ts';
import { typeName } from './type-names.ts';
import { Undefined } from './undefined.ts';

export const dataFilters: readonly [string, Operation][] = [
  [
    'combine',
    define('combine(*terms, **kwargs)', (_values, _context, { rest, named }) => combine(rest, named)),
  ],
  [
    'dict2items',
    define(
      "dict_to_list_of_dict_key_value_elements(mydict, key_name='key', value_name='value')",
      ([value, key, item], context) => dictToItems(context, value, key, item),
    ),
  ],
  [
    'items2dict',
    define(
      "list_of_dict_key_value_elements_to_dict(mylist, key_name='key', value_name='value')",
      ([value, key, item]) => itemsToDict(value, key, item),
    ),
  ],
  [
    'extract',
    define('extract(environment, item, container, morekeys=None)', ([item, container, more], context) =>
      extract(context, item, container, more),
    ),
  ],
  [
    'flatten',
    define('flatten(mylist, levels=None, skip_nulls=True)', ([value, levels, skip]) =>
      flatten(value, levels === null ? undefined : clampInt(toInteger(levels)), isTrue(skip)),
    ),
  ],
  [
    'subelements',
    define('subelements(obj, subelements, skip_missing=False)', ([value, path, skip]) =>
      subelements(value, path, isTrue(skip)),
    ),
  ],
  ['union', define('union(environment, a, b)', ([a, b]) => dedupe([...toList(a), ...toList(b)]))],
  [
    'intersect',
    define('intersect(environment, a, b)', ([a, b]) => dedupe(toList(a).filter((item) => contains(b, item)))),
  ],
  [
    'difference',
    define('difference(environment, a, b)', ([a, b]) =>
      dedupe(toList(a).filter((item) => !contains(b, item))),
    ),
  ],
  [
    'symmetric_difference',
    define('symmetric_difference(environment, a, b)', ([a, b]) => symmetricDifference(toList(a), toList(b))),
  ],
  [
    'zip',
    define(
      'zip(first, *more)',
      ([first], _context, { rest }) => new PyIterator('zip', zip([first, ...rest])),
    ),
  ],
  [
    'zip_longest',
    define(
      'zip_longest(first, *more, **kwargs)',
      ([first], _context, { rest, named }) =>
        new PyIterator(
          'zip_longest',
          zipLongest([first, ...rest], named.get('fillvalue') ?? null),
          'itertools.zip_longest object',
        ),
    ),
  ],
  [
    'product',
    define(
      'product(first, *more, **kwargs)',
      ([first], _context, { rest, named }) =>
        new PyIterator(
          'product',
          product(repeatLists([first, ...rest], named.get('repeat'))),
          'itertools.product object',
        ),
    ),
  ],
  [
    'permutations',
    define(
      'permutations(iterable, r=None)',
      ([value, size]) =>
        new PyIterator(
          'permutations',
          choose(toList(value), size === null ? undefined : clampInt(toInteger(size)), false),
          'itertools.permutations object',
        ),
    ),
  ],
  [
    'combinations',
    define(
      'combinations(iterable, r)',
      ([value, size]) =>
        new PyIterator(
          'combinations',
          choose(toList(value), clampInt(toInteger(size)), true),
          'itertools.combinations object',
        ),
    ),
  ],
  [
    'rekey_on_member',
    define("rekey_on_member(data, key, duplicates='error')", ([value, key, duplicates]) =>
      rekey(value, key, duplicates),
    ),
  ],
];

/** Without repeats, in the order of first appearance. */
function dedupe(values: readonly unknown[]): unknown[] {
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

function symmetricDifference(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  const both = a.filter((item) => contains(b, item));
  return dedupe([...a, ...b]).filter((item) => !contains(both, item));
}

function isSequence(value: unknown): value is readonly unknown[] | PyTuple {
  return Array.isArray(value) || value instanceof PyTuple;
}

/** Ansible's `flatten`: lists inside a list, nulls left out. */
function flatten(value: unknown, levels: number | undefined, skipNulls: boolean, depth = 0): unknown[] {
  if (depth > 200) throw new PyError('LimitError', 'values nested deeper than 200');
  const result: unknown[] = [];
  for (const element of items(value)) {
    if (element instanceof Undefined) element.equals(null);
    if (skipNulls && (element === null || element === 'None' || element === 'null')) continue;
    if (!isSequence(element) || (levels !== undefined && levels < 1)) result.push(element);
    else {
      const inner = flatten(element, levels === undefined ? undefined : levels - 1, skipNulls, depth + 1);
      for (const item of inner) result.push(item);
    }
    reserveItems(result.length / 1000);
  }
  return result;
}

function combine(terms: readonly unknown[], kwargs: ReadonlyMap<string, unknown>): unknown {
  for (const name of kwargs.keys()) {
    if (name !== 'recursive' && name !== 'list_merge') {
      throw ansibleError("'recursive' and 'list_merge' are the only valid keyword arguments");
    }
  }
  const dicts = flatten(terms, 1, true);
  const listMerge = str(kwargs.get('list_merge') ?? 'replace');
  const recursive = isTrue(kwargs.get('recursive') ?? false);
  if (dicts.length === 0) return new PyDict();
  return dicts
    .slice(0, -1)
    .reduceRight((high, low) => mergeDicts(low, high, recursive, listMerge, 0), dicts.at(-1));
}

const listMerges = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'];

/** The entries of `high` on top of those of `low`. */
function mergeDicts(
  low: unknown,
  high: unknown,
  recursive: boolean,
  listMerge: string,
  depth: number,
): PyDict {
  if (depth > 200) throw new PyError('LimitError', 'values nested deeper than 200');
  if (!listMerges.includes(listMerge)) {
    throw new PyError(
      'AnsibleError',
      "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'",
    );
  }
  if (!(low instanceof PyDict) || !(high instanceof PyDict)) {
    throw new PyError(
      'AnsibleError',
      `failed to combine variables, expected dicts but got a '${typeName(low)}' and a '${typeName(high)}': \n${asJson(low)}\n${asJson(high)}`,
    );
  }
  if (low.size === 0 || equals(low, high)) return high.copy();
  const result = low.copy();
  for (const [key, value] of high) {
    spend(1);
    result.set(
      key,
      result.has(key) ? mergeValues(result.get(key), value, recursive, listMerge, depth) : value,
    );
  }
  return result;
}

function asJson(value: unknown): string {
  return dumpJson(value, { indent: null, sortKeys: false });
}

function mergeValues(
  low: unknown,
  high: unknown,
  recursive: boolean,
  listMerge: string,
  depth: number,
): unknown {
  if (low instanceof PyDict && high instanceof PyDict) {
    return recursive ? mergeDicts(low, high, recursive, listMerge, depth + 1) : high;
  }
  if (!Array.isArray(low) || !Array.isArray(high)) return high;
  const onlyLow = (): unknown[] => low.filter((item) => !contains(high, item));
  switch (listMerge) {
    case 'append':
      return [...low, ...high];
    case 'prepend':
      return [...high, ...low];
    case 'append_rp':
      return [...onlyLow(), ...high];
    case 'prepend_rp':
      return [...high, ...onlyLow()];
    case 'keep':
      return low;
    default:
      return high;
  }
}

function dictToItems(context: Context, value: unknown, keyName: unknown, valueName: unknown): PyDict[] {
  if (!(value instanceof PyDict)) {
    throw ansibleTypeError(`dict2items requires a dictionary, got <class '${typeName(value)}'> instead.`);
  }
  const { tracer } = context.render;
  return [...value.entries()].map(([key, item]) => {
    const pair = PyDict.from([
      [keyName, key],
      [valueName, item],
    ]);
    if (tracer !== undefined) {
      const { made } = tracer.apart(() => tracer.read(value, key));
      tracer.putInto(pair, made, keyName);
      tracer.putInto(pair, made, valueName);
    }
    return pair;
  });
}

function itemsToDict(value: unknown, keyName: unknown, valueName: unknown): PyDict {
  if (!isSequence(value)) {
    throw ansibleTypeError(`items2dict requires a list, got <class '${typeName(value)}'> instead.`);
  }
  const result = new PyDict();
  for (const item of items(value)) {
    if (!(item instanceof PyDict)) {
      throw ansibleTypeError(`items2dict requires a list of dictionaries, got ${str(value)} instead.`);
    }
    if (!item.has(keyName) || !item.has(valueName)) {
      throw ansibleTypeError(
        `items2dict requires each dictionary in the list to contain the keys '${str(keyName)}' and '${str(valueName)}', got ${str(value)} instead.`,
      );
    }
    result.set(item.get(keyName), item.get(valueName));
  }
  return result;
}

function extract(context: Context, item: unknown, container: unknown, more: unknown): unknown {
  const keys = more === null ? [item] : [item, ...(Array.isArray(more) ? more : [more])];
  const { environment, tracer } = context.render;
  let value = container;
  for (const key of keys)
    value = traceRead(tracer, value, key, getItem(value, key, environment.undefinedMode));
  return value;
}

function subelements(value: unknown, path: unknown, skipMissing: boolean): PyTuple[] {
  const elements = value instanceof PyDict ? [...value.values()] : value;
  if (!Array.isArray(elements)) throw ansibleError('obj must be a list of dicts or a nested dict');
  const text = textOf(path);
  const keys = text === undefined ? path : text.split('.');
  if (!Array.isArray(keys)) throw ansibleTypeError('subelements must be a list or a string');
  return elements.flatMap((element) => {
    const found = followPath(element, keys, skipMissing);
    return found.map((item) => new PyTuple([element, item]));
  });
}

function followPath(element: unknown, keys: readonly unknown[], skipMissing: boolean): unknown[] {
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

function* zip(lists: readonly unknown[]): Iterator<unknown> {
  const columns = lists.map(toList);
  const length = Math.min(...columns.map((column) => column.length));
  for (let index = 0; index < length; index += 1) yield new PyTuple(columns.map((column) => column[index]));
}

function* zipLongest(lists: readonly unknown[], fill: unknown): Iterator<unknown> {
  const columns = lists.map(toList);
  const length = Math.max(...columns.map((column) => column.length));
  for (let index = 0; index < length; index += 1) {
    yield new PyTuple(columns.map((column) => (index < column.length ? column[index] : fill)));
  }
}

function repeatLists(lists: readonly unknown[], repeat: unknown): unknown[][] {
  const columns = lists.map(toList);
  const times = repeat === undefined ? 1 : clampInt(toInteger(repeat));
  reserveItems(columns.length * times);
  return Array.from({ length: times }, () => columns).flat();
}

/** Every way to take one item of each list, the last list changing fastest. */
function* product(lists: readonly (readonly unknown[])[]): Generator<unknown> {
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
function* choose(list: readonly unknown[], size: number = list.length, ordered = true): Generator<unknown> {
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

function rekey(value: unknown, key: unknown, duplicates: unknown): PyDict {
  if (duplicates !== 'error' && duplicates !== 'overwrite') {
    throw ansibleError(`duplicates parameter to rekey_on_member has unknown value: ${str(duplicates)}`);
  }
  isTrue(value);
  const members = value instanceof PyDict ? [...value.values()] : value;
  if (!isSequence(members)) throw ansibleTypeError('Type is not a valid list, set, or dict');
  const result = new PyDict();
  for (const item of items(members)) {
    if (!(item instanceof PyDict)) throw ansibleTypeError('List item is not a valid dict');
    if (!item.has(key)) throw ansibleError(`Key ${str(key)} was not found`);
    const name = item.get(key);
    if (result.has(name) && duplicates === 'error') {
      throw ansibleError(`Key ${str(name)} is not unique, cannot correctly turn into dict`);
    }
    result.set(name, item);
  }
  return result;
}
