import { PyError } from '../runtime/errors.ts';
import { PyDate, PyDateTime } from './dates.ts';
import { Markup, PyBytes, PyFloat, PyTuple, toInt } from './scalars.ts';

/**
 * An ordered dict with Python's notion of equal keys: `1`, `1.0` and `True` are one key, tuples compare by their
 * items, and a list or a dict is no key at all (`TypeError`). An update keeps the key that was there first.
 */
export class PyDict {
  /** Values by canonical key. Strings and small integers are their own canonical keys. */
  readonly #values = new Map<unknown, unknown>();
  /** The keys as they were given, where that differs from the canonical key. */
  #given: Map<unknown, unknown> | undefined;

  /** A dict of these pairs; the last of equal keys wins. */
  static from(entries: Iterable<readonly [unknown, unknown]>): PyDict {
    const dict = new PyDict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: unknown): unknown {
    return this.#values.get(isOwnKey(key) ? key : canonicalKey(key));
  }

  has(key: unknown): boolean {
    return this.#values.has(isOwnKey(key) ? key : canonicalKey(key));
  }

  set(key: unknown, value: unknown): void {
    const canonical = isOwnKey(key) ? key : canonicalKey(key);
    if (canonical !== key && !this.#values.has(canonical)) {
      this.#given ??= new Map();
      this.#given.set(canonical, key);
    }
    this.#values.set(canonical, value);
  }

  /** True when the key was there. */
  delete(key: unknown): boolean {
    const canonical = isOwnKey(key) ? key : canonicalKey(key);
    this.#given?.delete(canonical);
    return this.#values.delete(canonical);
  }

  clear(): void {
    this.#values.clear();
    this.#given = undefined;
  }

  keys(): IterableIterator<unknown> {
    return this.#given === undefined ? this.#values.keys() : this.#givenKeys();
  }

  values(): IterableIterator<unknown> {
    return this.#values.values();
  }

  entries(): IterableIterator<[unknown, unknown]> {
    return this.#given === undefined ? this.#values.entries() : this.#givenEntries();
  }

  [Symbol.iterator](): IterableIterator<[unknown, unknown]> {
    return this.entries();
  }

  /** A shallow copy. */
  copy(): PyDict {
    return PyDict.from(this.entries());
  }

  *#givenKeys(): IterableIterator<unknown> {
    for (const [key] of this.#givenEntries()) yield key;
  }

  *#givenEntries(): IterableIterator<[unknown, unknown]> {
    for (const [canonical, value] of this.#values) {
      const given = this.#given?.has(canonical) ? this.#given.get(canonical) : canonical;
      yield [given, value];
    }
  }
}

/** A set, as YAML's `!!set` and the set methods of keys yield it; printed in the order of insertion. */
export class PySet {
  readonly #items = new PyDict();

  constructor(items: Iterable<unknown> = []) {
    for (const item of items) this.add(item);
  }

  get size(): number {
    return this.#items.size;
  }

  add(item: unknown): void {
    if (!this.#items.has(item)) this.#items.set(item, true);
  }

  has(item: unknown): boolean {
    return this.#items.has(item);
  }

  values(): IterableIterator<unknown> {
    return this.#items.keys();
  }

  [Symbol.iterator](): IterableIterator<unknown> {
    return this.values();
  }
}

function isOwnKey(key: unknown): boolean {
  if (typeof key === 'string') return key.charCodeAt(0) !== 0;
  return typeof key === 'number' || key === null;
}

/**
 * A value that a `Map` tells apart exactly where Python tells the keys apart. Composite keys become strings that
 * start with NUL; strings that do so themselves are moved out of their way.
 */
export function canonicalKey(key: unknown): unknown {
  if (typeof key === 'string') return key.charCodeAt(0) === 0 ? `\0s${key}` : key;
  if (typeof key === 'number' || key === null) return key;
  if (typeof key === 'boolean') return key ? 1 : 0;
  if (typeof key === 'bigint') return toInt(key);
  if (key instanceof PyFloat) return canonicalFloat(key);
  if (key instanceof Markup) return canonicalKey(key.value);
  if (key instanceof PyTuple) return `\0t${key.items.map(describeItem).join('')}`;
  if (key instanceof PyDate) return `\0d${key.isoformat()}`;
  if (key instanceof PyDateTime) return canonicalTime(key);
  if (key instanceof PyBytes) return `\0b${Buffer.from(key.data).toString('latin1')}`;
  if (Array.isArray(key)) throw new PyError('TypeError', "unhashable type: 'list'");
  if (key instanceof PyDict) throw new PyError('TypeError', "unhashable type: 'dict'");
  if (key instanceof PySet) throw new PyError('TypeError', "unhashable type: 'set'");
  if (typeof key === 'object' && hasHashHook(key)) key[hashHook]();
  return key;
}

/** Called before a value becomes a key: an undefined value that may not be hashed raises here. */
export const hashHook: unique symbol = Symbol('hash');

function hasHashHook(value: object): value is { [hashHook](): void } {
  return hashHook in value;
}

function canonicalFloat(key: PyFloat): unknown {
  if (Number.isSafeInteger(key.value)) return key.value === 0 ? 0 : key.value;
  if (Number.isInteger(key.value)) return BigInt(key.value);
  // NaN equals nothing but itself by identity.
  return Number.isNaN(key.value) ? key : key.value;
}

function canonicalTime(key: PyDateTime): string {
  return key.offset === undefined ? `\0n${key.isoformat()}` : `\0z${key.instant()}`;
}

/** An item's canonical key as text that no other item's text can be mistaken for. */
function describeItem(item: unknown): string {
  const canonical = canonicalKey(item);
  const text =
    typeof canonical === 'object' || typeof canonical === 'function'
      ? identity(canonical)
      : String(canonical);
  return `${typeof canonical}:${text.length}:${text}`;
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function identity(value: object | null): string {
  if (value === null) return 'None';
  let id = identities.get(value);
  if (id === undefined) {
    lastIdentity += 1;
    id = lastIdentity;
    identities.set(value, id);
  }
  return String(id);
}
