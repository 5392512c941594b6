import { lengthOf } from '../python/code-points.ts';
import { order } from '../python/compare.ts';
import { PyDict, PySet } from '../python/dict.ts';
import { repr } from '../python/repr.ts';
import { PyTuple } from '../python/scalars.ts';
import { sortBy } from '../python/sorting.ts';
import { splitLines } from '../python/text-split.ts';
import { typeName } from '../python/type-names.ts';
import { limitError, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';

const pageWidth = 80;

/** `pprint.pformat(value)`: on one line where it fits, else a part to a line. */
export function prettyPrint(value: unknown): string {
  return format(value, 0, 0, 1);
}

/** Writes a value from column `indent`, leaving `allowance` columns for what closes around it. */
function format(value: unknown, indent: number, allowance: number, level: number): string {
  spend(1);
  if (level > 200) throw limitError('values nested deeper than 200');
  const plain = safeRepr(value);
  if (lengthOf(plain) <= pageWidth - indent - allowance) return plain;
  if (value instanceof PyDict && value.size > 0) {
    return `{${formatPairs(sortedEntries(value), indent + 1, allowance + 1, level)}}`;
  }
  if (Array.isArray(value) && value.length > 0) {
    return `[${formatItems(value, indent + 1, allowance + 1, level)}]`;
  }
  if (value instanceof PyTuple && value.items.length > 0) {
    const close = value.items.length === 1 ? ',)' : ')';
    return `(${formatItems(value.items, indent + 1, allowance + close.length, level)}${close}`;
  }
  if (value instanceof PySet && value.size > 0) {
    return `{${formatItems(sortedKeys([...value]), indent + 1, allowance + 1, level)}}`;
  }
  if (typeof value === 'string' && value !== '') return formatString(value, indent, allowance, level);
  return plain;
}

function formatItems(items: readonly unknown[], indent: number, allowance: number, level: number): string {
  return items
    .map((item, index) => format(item, indent, index === items.length - 1 ? allowance : 1, level + 1))
    .join(`,\n${' '.repeat(indent)}`);
}

function formatPairs(
  entries: readonly (readonly [unknown, unknown])[],
  indent: number,
  allowance: number,
  level: number,
): string {
  return entries
    .map(([key, value], index) => {
      const label = `${safeRepr(key)}: `;
      const room = index === entries.length - 1 ? allowance : 1;
      return label + format(value, indent + lengthOf(label), room, level + 1);
    })
    .join(`,\n${' '.repeat(indent)}`);
}

/** A long string as several literals, cut at line ends and then between words. */
function formatString(text: string, indent: number, allowance: number, level: number): string {
  const lines = splitLines(text, true);
  const isTop = level === 1;
  const start = isTop ? indent + 1 : indent;
  const room = isTop ? allowance + 1 : allowance;
  const chunks: string[] = [];
  lines.forEach((line, index) => {
    const isLast = index === lines.length - 1;
    const width = pageWidth - start - (isLast ? room : 0);
    const whole = repr(line);
    if (lengthOf(whole) <= width) chunks.push(whole);
    else chunks.push(...cutWords(line, pageWidth - start, isLast ? room : 0));
  });
  if (chunks.length === 1) return chunks[0] ?? '';
  const joined = chunks.join(`\n${' '.repeat(start)}`);
  return isTop ? `(${joined})` : joined;
}

function cutWords(line: string, width: number, lastRoom: number): string[] {
  const parts = line.match(/\S*\s*/g)?.filter((part) => part !== '') ?? [];
  const chunks: string[] = [];
  let current = '';
  parts.forEach((part, index) => {
    const candidate = current + part;
    const limit = index === parts.length - 1 ? width - lastRoom : width;
    if (lengthOf(repr(candidate)) > limit) {
      if (current !== '') chunks.push(repr(current));
      current = part;
    } else {
      current = candidate;
    }
  });
  if (current !== '') chunks.push(repr(current));
  return chunks;
}

/** `repr` with the keys of dicts in order. */
function safeRepr(value: unknown, depth = 0): string {
  if (depth > 200) throw limitError('values nested deeper than 200');
  const show = (item: unknown): string => safeRepr(item, depth + 1);
  if (value instanceof PyDict) {
    return `{${sortedEntries(value)
      .map(([key, item]) => `${show(key)}: ${show(item)}`)
      .join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof PyTuple && value.constructor === PyTuple) {
    return value.items.length === 1 ? `(${show(value.items[0])},)` : `(${value.items.map(show).join(', ')})`;
  }
  return repr(value);
}

function sortedEntries(dict: PyDict): [unknown, unknown][] {
  return sortBy([...dict.entries()], ([left], [right]) => isBefore(left, right));
}

function sortedKeys(keys: readonly unknown[]): unknown[] {
  return sortBy(
    keys.map((key) => ({ key })),
    (left, right) => isBefore(left.key, right.key),
  ).map(({ key }) => key);
}

/** Keys that have no order are ordered by their class. */
function isBefore(left: unknown, right: unknown): boolean {
  try {
    return order(left, right, '<');
  } catch (error) {
    if (error instanceof PyError && error.kind === 'TypeError') return typeName(left) < typeName(right);
    throw error;
  }
}
