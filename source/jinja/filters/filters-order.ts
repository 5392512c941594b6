import { add } from '../python/arithmetic.ts';
import { equals, order, textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { items, iterate, toList } from '../python/iterate.ts';
import type { PyTuple } from '../python/scalars.ts';
import { PyDictView, PyEntry, PyGroup } from '../python/sequences.ts';
import { sortValues } from '../python/sorting.ts';
import { isTrue } from '../python/truth.ts';
import { fullTypeName } from '../python/type-names.ts';
import { Undefined, type UndefinedOrigin } from '../python/undefined.ts';
import type { Context } from '../runtime/context.ts';
import { PyError } from '../runtime/errors.ts';
import { makeGetter, makeKey, makeMultiKey, recordItem } from './attribute-getter.ts';
export function undefinedIn(context: Context, origin: UndefinedOrigin): Undefined {
  return new Undefined(context.render.environment.undefinedMode, origin);
}

export function dictSort(
  context: Context,
  value: unknown,
  sensitive: boolean,
  by: unknown,
  reverse: unknown,
): PyTuple[] {
  const position = by === 'key' ? 0 : by === 'value' ? 1 : undefined;
  if (position === undefined) {
    throw new PyError('FilterArgumentError', 'You can only sort by either "key" or "value"');
  }
  if (!(value instanceof PyDict)) {
    if (value instanceof Undefined) return value.fail();
    throw new PyError('AttributeError', `'${fullTypeName(value)}' object has no attribute 'items'`);
  }
  const entries = [...value.entries()].map((entry) => new PyEntry(entry, value));
  const key = makeKey(context, null, sensitive);
  return sortValues(entries, (entry) => key(entry.items[position]), isTrue(reverse));
}

export function groupBy(
  context: Context,
  value: unknown,
  attribute: unknown,
  fallback: unknown,
  sensitive: boolean,
): PyGroup[] {
  const key = makeKey(context, attribute, sensitive, fallback);
  const sorted = sortValues(
    toList(value).map((item) => ({ item, key: key(item) })),
    (entry) => entry.key,
  );
  const groups: { key: unknown; list: unknown[] }[] = [];
  for (const { item, key: current } of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && equals(group.key, current)) group.list.push(item);
    else groups.push({ key: current, list: [item] });
  }
  // The key is shown as the first item has it, not in lower case.
  const show = makeGetter(context, attribute, fallback);
  return groups.map(({ key: current, list }) => new PyGroup(sensitive ? current : show(list[0]), list));
}

export function* itemsOf(value: unknown): Iterator<unknown> {
  if (value instanceof Undefined) return;
  if (!(value instanceof PyDict)) throw new PyError('TypeError', 'Can only get item pairs from a mapping.');
  const iterator = iterate(new PyDictView('items', value));
  for (let step = iterator.next(); !step.done; step = iterator.next()) yield step.value;
}

export function extreme(
  context: Context,
  value: unknown,
  sign: '<' | '>',
  sensitive: boolean,
  attribute: unknown,
): unknown {
  const list = toList(value);
  if (list.length === 0) return undefinedIn(context, { hint: 'No aggregated item, sequence was empty.' });
  const key = makeKey(context, attribute, sensitive);
  let best = list[0];
  let bestKey = key(best);
  for (const item of list.slice(1)) {
    const itemKey = key(item);
    if (order(itemKey, bestKey, sign)) {
      best = item;
      bestKey = itemKey;
    }
  }
  return best;
}

export function sort(
  context: Context,
  value: unknown,
  descending: boolean,
  sensitive: boolean,
  attribute: unknown,
): unknown[] {
  return sortValues(toList(value), makeMultiKey(context, attribute, sensitive), descending);
}

export function sum(context: Context, value: unknown, attribute: unknown, start: unknown): unknown {
  if (textOf(start) !== undefined) {
    throw new PyError('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  }
  const get = attribute === null ? (item: unknown): unknown => item : makeGetter(context, attribute);
  let total = start;
  for (const item of items(value)) {
    const part = get(item);
    context.render.tracer?.readDeep(part);
    total = add(total, part);
  }
  return total;
}

export function* unique(
  context: Context,
  value: unknown,
  sensitive: boolean,
  attribute: unknown,
): Iterator<unknown> {
  const key = makeKey(context, attribute, sensitive);
  const seen = new PyDict();
  let index = -1;
  for (const item of items(value)) {
    index += 1;
    const current = key(item);
    if (seen.has(current)) continue;
    seen.set(current, true);
    recordItem(context.render.tracer, value, index, item);
    yield item;
  }
}
