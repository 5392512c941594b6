import { traceRead } from '../compile/compile-access.ts';
import { floorDivide } from '../python/arithmetic.ts';
import { charactersOf } from '../python/code-points.ts';
import { equals, order, textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { items, iterate, length, toList, tryIterate } from '../python/iterate.ts';
import { asInt, clampInt } from '../python/numbers.ts';
import { PyTuple } from '../python/scalars.ts';
import { generator, PyDictView, PyIterator, PyRange } from '../python/sequences.ts';
import { isTrue } from '../python/truth.ts';
import { fullTypeName } from '../python/type-names.ts';
import { Undefined } from '../python/undefined.ts';
import { reserveItems, spend } from '../runtime/budget.ts';
import type { Context } from '../runtime/context.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define, defineBuiltin } from '../runtime/operation.ts';
import { makeGetter } from './attribute-getter.ts';
import { dictSort, extreme, groupBy, itemsOf, sort, sum, undefinedIn, unique } from './filters-order.ts';
import { joinItems } from './filters-text.ts';

function countArgument(value: unknown): number {
  const int = asInt(value);
  if (int !== undefined) return clampInt(int);
  throw new PyError('TypeError', `'${fullTypeName(value)}' object cannot be interpreted as an integer`);
}

export const sequenceFilters: readonly [string, Operation][] = [
  [
    'batch',
    define('do_batch(value, linecount, fill_with=None)', ([value, size, fill]) =>
      generator('do_batch', batch(value, size, fill)),
    ),
  ],
  ['count', defineBuiltin('len', 1, ([value]) => length(value))],
  ['length', defineBuiltin('len', 1, ([value]) => length(value))],
  [
    'dictsort',
    define(
      "do_dictsort(value, case_sensitive=False, by='key', reverse=False)",
      ([value, sensitive, by, reverse], context) => dictSort(context, value, isTrue(sensitive), by, reverse),
    ),
  ],
  ['first', define('sync_do_first(environment, seq)', ([value], context) => first(context, value))],
  ['last', define('do_last(environment, seq)', ([value], context) => last(context, value))],
  [
    'groupby',
    define(
      'sync_do_groupby(environment, value, attribute, default=None, case_sensitive=False)',
      ([value, attribute, fallback, sensitive], context) =>
        groupBy(context, value, attribute, fallback, isTrue(sensitive)),
    ),
  ],
  ['items', define('do_items(value)', ([value]) => generator('do_items', itemsOf(value)))],
  [
    'join',
    define("sync_do_join(eval_ctx, value, d='', attribute=None)", ([value, separator, attribute], context) =>
      join(context, value, separator, attribute),
    ),
  ],
  ['list', define('sync_do_list(value)', ([value]) => toList(value))],
  [
    'max',
    define(
      'do_max(environment, value, case_sensitive=False, attribute=None)',
      ([value, sensitive, attribute], context) => extreme(context, value, '>', isTrue(sensitive), attribute),
    ),
  ],
  [
    'min',
    define(
      'do_min(environment, value, case_sensitive=False, attribute=None)',
      ([value, sensitive, attribute], context) => extreme(context, value, '<', isTrue(sensitive), attribute),
    ),
  ],
  ['random', define('do_random(context, seq)', ([value], context) => random(context, value))],
  ['reverse', define('do_reverse(value)', ([value]) => reverse(value))],
  [
    'slice',
    define('sync_do_slice(value, slices, fill_with=None)', ([value, slices, fill]) =>
      generator('sync_do_slice', slice(value, slices, fill)),
    ),
  ],
  [
    'sort',
    define(
      'do_sort(environment, value, reverse=False, case_sensitive=False, attribute=None)',
      ([value, descending, sensitive, attribute], context) =>
        sort(context, value, isTrue(descending), isTrue(sensitive), attribute),
    ),
  ],
  [
    'sum',
    define(
      'sync_do_sum(environment, iterable, attribute=None, start=0)',
      ([value, attribute, start], context) => sum(context, value, attribute, start),
    ),
  ],
  [
    'unique',
    define(
      'do_unique(environment, value, case_sensitive=False, attribute=None)',
      ([value, sensitive, attribute], context) =>
        generator('do_unique', unique(context, value, isTrue(sensitive), attribute)),
    ),
  ],
];

function* batch(value: unknown, size: unknown, fill: unknown): Iterator<unknown> {
  let line: unknown[] = [];
  for (const item of items(value)) {
    if (equals(line.length, size)) {
      yield line;
      line = [];
    }
    line.push(item);
  }
  if (line.length === 0) return;
  if (fill !== null && order(line.length, size, '<')) {
    const count = countArgument(size) - line.length;
    reserveItems(count);
    line.push(...Array.from({ length: count }, () => fill));
  }
  yield line;
}

function* slice(value: unknown, slices: unknown, fill: unknown): Iterator<unknown> {
  const list = toList(value);
  floorDivide(list.length, slices);
  const count = countArgument(slices);
  const size = Math.floor(list.length / count);
  const extra = list.length - size * count;
  let offset = 0;
  for (let number = 0; number < count; number += 1) {
    spend(1);
    const start = offset + number * size;
    if (number < extra) offset += 1;
    const part = list.slice(start, offset + (number + 1) * size);
    if (fill !== null && number >= extra) part.push(fill);
    yield part;
  }
}

export function first(context: Context, value: unknown): unknown {
  const step = iterate(value).next();
  if (step.done) return undefinedIn(context, { hint: 'No first item, sequence was empty.' });
  return readEnd(context, value, 0, step.value);
}

function readEnd(context: Context, value: unknown, key: number, found: unknown): unknown {
  if (value instanceof PyDict) return traceRead(context.render.tracer, value, found, found);
  return traceRead(context.render.tracer, value, key, found);
}

/** What `reversed` takes: sequences and dicts; the items are at hand. */
function reversible(value: unknown): readonly unknown[] | undefined {
  const text = textOf(value);
  if (text !== undefined) return charactersOf(text);
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PyDict || value instanceof PyDictView || value instanceof PyRange)
    return toList(value);
  return undefined;
}

function last(context: Context, value: unknown): unknown {
  if (value instanceof Undefined) return value.mode === 'strict' ? value.fail() : noLast(context);
  const list = reversible(value);
  if (list === undefined) throw new PyError('TypeError', `'${fullTypeName(value)}' object is not reversible`);
  if (list.length === 0) return noLast(context);
  return readEnd(context, value, list.length - 1, list[list.length - 1]);
}

function noLast(context: Context): Undefined {
  return undefinedIn(context, { hint: 'No last item, sequence was empty.' });
}

const reverseNames = new Map<unknown, string>([
  ['list', 'list_reverseiterator'],
  ['dict', 'dict_reversekeyiterator'],
  ['range', 'range_iterator'],
  ['dict_keys', 'dict_reversekeyiterator'],
  ['dict_values', 'dict_reversevalueiterator'],
  ['dict_items', 'dict_reverseitemiterator'],
]);

export function reverse(value: unknown): unknown {
  if (typeof value === 'string') return charactersOf(value).reverse().join('');
  const list = reversible(value);
  if (list !== undefined) {
    const name = reverseNames.get(fullTypeName(value)) ?? 'reversed';
    return new PyIterator(name, [...list].reverse()[Symbol.iterator]());
  }
  if (tryIterate(value) === undefined) {
    throw new PyError('FilterArgumentError', 'argument must be iterable');
  }
  return toList(value).reverse();
}

function join(context: Context, value: unknown, separator: unknown, attribute: unknown): unknown {
  const get = attribute === null ? undefined : makeGetter(context, attribute);
  const list = toList(value);
  const parts = get === undefined ? list : list.map(get);
  for (const part of parts) context.render.tracer?.readDeep(part);
  return joinItems(context, parts, separator);
}

function random(context: Context, value: unknown): unknown {
  const size = length(value);
  if (size === 0) return undefinedIn(context, { hint: 'No random item, sequence was empty.' });
  const index = Math.floor(Math.random() * size);
  if (value instanceof PyDict) throw new PyError('KeyError', String(index));
  return toList(value)[index];
}
