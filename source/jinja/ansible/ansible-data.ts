import { traceRead } from '../compile/compile-access.ts';
import { getItem } from '../python/attributes.ts';
import { contains, textOf } from '../python/compare.ts';
import { toInteger } from '../python/convert-number.ts';
import { PyDict } from '../python/dict.ts';
import { items, toList } from '../python/iterate.ts';
import { clampInt } from '../python/numbers.ts';
import { str } from '../python/repr.ts';
import { PyTuple } from '../python/scalars.ts';
import { PyIterator } from '../python/sequences.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-names.ts';
import type { Context } from '../runtime/context.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { define } from '../runtime/operation.ts';
import { combine, flatten, isSequence } from './ansible-combine.ts';
import { ansibleError, ansibleTypeError } from './ansible-error.ts';
import {
  choose,
  dedupe,
  followPath,
  product,
  repeatLists,
  symmetricDifference,
  zip,
  zipLongest,
} from './ansible-sets.ts';

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
