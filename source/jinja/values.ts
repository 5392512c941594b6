import { PyDateTime } from './python/dates.ts';
import { PyDict, PySet } from './python/dict.ts';
import { PyBytes, PyFloat, toInt } from './python/scalars.ts';

/*
 * Python's values. An int is a `number` while it is a safe integer and a `bigint` beyond; a float is always a
 * `PyFloat`, so that `1.0` prints as Python prints it. A list is an array, a tuple a `PyTuple`, a dict a `PyDict`,
 * None is `null`, True and False are booleans, a str is a string (or `Markup`).
 */
export { type DateTimeParts, PyDate, PyDateTime } from './python/dates.ts';
export { PyDict, PySet } from './python/dict.ts';
export { Markup, PyBytes, PyFloat, PyTuple, toInt } from './python/scalars.ts';

/**
 * A plain JavaScript value as Python's: integral numbers are ints, others floats, plain objects and Maps dicts.
 * Values that are Python's already keep their identity; so do functions and other objects.
 */
export function toPython(value: unknown): unknown {
  return convert(value, new Map());
}

function convert(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'number') return convertNumber(value);
  if (typeof value === 'bigint') return toInt(value);
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return convertList(value, seen);
  if (value instanceof Map) return convertEntries(value, value.entries(), seen);
  if (value instanceof Set) return new PySet([...value].map((item) => convert(item, seen)));
  if (value instanceof Date) return convertDate(value);
  if (value instanceof Uint8Array) return new PyBytes(value);
  if (isPlainObject(value)) return convertEntries(value, Object.entries(value), seen);
  return value;
}

function convertNumber(value: number): unknown {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return new PyFloat(value);
}

function convertList(list: readonly unknown[], seen: Map<object, unknown>): unknown[] {
  const result: unknown[] = [];
  seen.set(list, result);
  for (const item of list) result.push(convert(item, seen));
  return result;
}

function convertEntries(
  source: object,
  entries: Iterable<[unknown, unknown]>,
  seen: Map<object, unknown>,
): PyDict {
  const dict = new PyDict();
  seen.set(source, dict);
  for (const [key, value] of entries) dict.set(convert(key, seen), convert(value, seen));
  return dict;
}

function convertDate(date: Date): PyDateTime {
  return new PyDateTime({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: date.getUTCMilliseconds() * 1000,
    offset: 0,
  });
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
