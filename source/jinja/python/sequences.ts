import { spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { type PyDict, PySet } from './dict.ts';
import { PyObject } from './object.ts';
import { repr } from './repr.ts';
import { PyTuple } from './scalars.ts';

/** An iterator that can be used up: a generator, `reversed(…)`, `map(…)`. */
export class PyIterator extends PyObject {
  readonly #iterator: Iterator<unknown>;

  constructor(
    readonly typeName: string,
    iterator: Iterator<unknown>,
    /** What it prints before its address; a generator names its function. */
    readonly label = `${typeName} object`,
  ) {
    super();
    this.#iterator = iterator;
  }

  override iterate(): Iterator<unknown> {
    return this.#iterator;
  }

  override repr(): string {
    return `<${this.label} at 0x7f0000000000>`;
  }
}

/** A lazy sequence made by the filter or function of this name. */
export function generator(name: string, iterator: Iterator<unknown>): PyIterator {
  return new PyIterator('generator', iterator, `generator object ${name}`);
}

/** The parts of a dict; a change of its size while iterating is an error. */
export function* watched(dict: PyDict, parts: Iterable<unknown>): Iterator<unknown> {
  const { size } = dict;
  for (const part of parts) {
    yield part;
    if (dict.size !== size) throw new PyError('RuntimeError', 'dictionary changed size during iteration');
  }
}

/** `range(start, stop, step)`, never written out. */
export class PyRange extends PyObject {
  readonly typeName = 'range';
  readonly size: number;

  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super();
    const span = step > 0 ? stop - start : start - stop;
    this.size = span <= 0 ? 0 : Math.ceil(span / Math.abs(step));
  }

  override length(): number {
    return this.size;
  }

  at(index: number): number {
    return this.start + index * this.step;
  }

  override *iterate(): Iterator<unknown> {
    for (let index = 0; index < this.size; index += 1) {
      spend(1);
      yield this.at(index);
    }
  }

  override equals(other: unknown): boolean {
    if (!(other instanceof PyRange) || other.size !== this.size) return false;
    if (this.size === 0) return true;
    return other.start === this.start && (this.size === 1 || other.step === this.step);
  }

  override contains(value: unknown): boolean | undefined {
    if (typeof value !== 'number') return undefined;
    const offset = (value - this.start) / this.step;
    return Number.isInteger(offset) && offset >= 0 && offset < this.size;
  }

  override repr(): string {
    const step = this.step === 1 ? '' : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${step})`;
  }
}

/** A key with its value, as a dict's items are handed out: a tuple that knows its dict. */
export class PyEntry extends PyTuple {
  constructor(
    entry: readonly [unknown, unknown],
    readonly dict: PyDict,
  ) {
    super(entry);
  }
}

/** A key and the items that have it: prints as a tuple, with names for its parts. */
export class PyGroup extends PyTuple {
  constructor(
    readonly grouper: unknown,
    readonly list: unknown,
  ) {
    super([grouper, list]);
  }
}

export type ViewKind = 'keys' | 'values' | 'items';

/** `dict.keys()`, `.values()` or `.items()`: a look at the dict as it is now. */
export class PyDictView extends PyObject {
  constructor(
    readonly kind: ViewKind,
    readonly dict: PyDict,
  ) {
    super();
  }

  get typeName(): string {
    return `dict_${this.kind}`;
  }

  override length(): number {
    return this.dict.size;
  }

  override iterate(): Iterator<unknown> {
    if (this.kind === 'keys') return watched(this.dict, this.dict.keys());
    return watched(this.dict, this.kind === 'values' ? this.dict.values() : this.#items());
  }

  *#items(): Generator<unknown> {
    for (const entry of this.dict.entries()) yield new PyEntry(entry, this.dict);
  }

  override contains(value: unknown): boolean | undefined {
    return this.kind === 'keys' ? this.dict.has(value) : undefined;
  }

  override repr(): string {
    const items: unknown[] = [];
    for (const [key, value] of this.dict.entries()) {
      if (this.kind === 'keys') items.push(key);
      else items.push(this.kind === 'values' ? value : new PyTuple([key, value]));
    }
    return `${this.typeName}(${repr(items)})`;
  }
}

/** A set or what can stand for one in set operations. */
export function asSet(value: unknown): PySet | undefined {
  if (value instanceof PySet) return value;
  if (!(value instanceof PyDictView) || value.kind === 'values') return undefined;
  if (value.kind === 'keys') return new PySet(value.dict.keys());
  return new PySet([...value.dict.entries()].map((entry) => new PyTuple(entry)));
}
