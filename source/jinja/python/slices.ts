import { account, reserveItems } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf, isSimple } from './code-points.ts';
import { PyDict, PySet } from './dict.ts';
import { asInt, clampInt } from './numbers.ts';
import { PyObject } from './object.ts';
import { repr } from './repr.ts';
import { Markup, PyBytes, PyTuple } from './scalars.ts';
import { PyRange } from './sequences.ts';
import { fullTypeName } from './type-names.ts';
import { Undefined } from './undefined.ts';

/** A slice as a value, which only messages show. */
export class PySlice extends PyObject {
  readonly typeName = 'slice';

  constructor(
    readonly start: unknown,
    readonly stop: unknown,
    readonly step: unknown,
  ) {
    super();
  }

  override repr(): string {
    return `slice(${repr(this.start)}, ${repr(this.stop)}, ${repr(this.step)})`;
  }
}

/** `value[start:stop:step]`; an absent bound is None. */
export function slice(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  if (typeof value === 'string') return sliceString(value, start, stop, step);
  if (value instanceof Markup) return new Markup(sliceString(value.value, start, stop, step));
  if (Array.isArray(value)) return sliceItems(value, start, stop, step);
  if (value instanceof PyTuple) return new PyTuple(sliceItems(value.items, start, stop, step));
  if (value instanceof PyBytes) {
    return new PyBytes(Uint8Array.from(sliceItems(Array.from(value.data), start, stop, step)));
  }
  if (value instanceof PyRange) return sliceRange(value, start, stop, step);
  if (value instanceof Undefined) return value.item();
  if (value instanceof PyDict) throw new PyError('TypeError', "unhashable type: 'slice'");
  if (value instanceof PyObject && !(value instanceof PySet)) return value.item(null);
  throw new PyError('TypeError', `'${fullTypeName(value)}' object is not subscriptable`);
}

function sliceString(text: string, start: unknown, stop: unknown, step: unknown): string {
  if (isSimple(text)) {
    const range = resolveSlice(text.length, start, stop, step);
    if (range.step === 1) {
      account(range.size);
      return text.slice(range.start, range.start + range.size);
    }
  }
  reserveItems(text.length);
  return sliceItems(charactersOf(text), start, stop, step).join('');
}

function sliceItems<T>(items: readonly T[], start: unknown, stop: unknown, step: unknown): T[] {
  const range = resolveSlice(items.length, start, stop, step);
  reserveItems(range.size);
  if (range.step === 1) return items.slice(range.start, range.start + range.size);
  const result: T[] = [];
  for (let index = 0; index < range.size; index += 1)
    result.push(...items.slice(range.at(index), range.at(index) + 1));
  return result;
}

function sliceRange(range: PyRange, start: unknown, stop: unknown, step: unknown): PyRange {
  const picked = resolveSlice(range.size, start, stop, step);
  return new PyRange(range.at(picked.start), range.at(picked.stop), range.step * picked.step);
}

/** The indexes a slice picks from a sequence of this length. */
export function resolveSlice(length: number, start: unknown, stop: unknown, step: unknown): PyRange {
  const stride = bound(step) ?? 1;
  if (stride === 0) throw new PyError('ValueError', 'slice step cannot be zero');
  const [lowest, highest] = stride > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: number | undefined, absent: number): number => {
    if (value === undefined) return absent;
    const from = value < 0 ? value + length : value;
    return Math.min(Math.max(from, lowest), highest);
  };
  const first = clamp(bound(start), stride > 0 ? lowest : highest);
  const last = clamp(bound(stop), stride > 0 ? highest : lowest);
  return new PyRange(first, last, stride);
}

function bound(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined;
  const int = asInt(value);
  if (int === undefined) {
    throw new PyError('TypeError', 'slice indices must be integers or None or have an __index__ method');
  }
  return clampInt(int);
}
