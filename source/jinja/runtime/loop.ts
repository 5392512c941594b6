import { equals } from '../python/compare.ts';
import { iterate, tryLength } from '../python/iterate.ts';
import { type Kwargs, missing, PyObject } from '../python/object.ts';
import { PyTuple } from '../python/scalars.ts';
import { Undefined, type UndefinedMode } from '../python/undefined.ts';
import type { Provenance } from '../trace/provenance.ts';
import type { TracedItems } from '../trace/traced-items.ts';
import { enter, leave } from './budget.ts';
import { PyError } from './errors.ts';
import { PyFunction } from './function.ts';

/** The `loop` of a `for`: where the iteration is, and what comes before and after. */
export class LoopContext extends PyObject {
  readonly typeName = 'LoopContext';
  index0 = -1;
  readonly depth0: number;
  /** What went into the argument of a recursive call, while tracing. */
  argumentHistory: Provenance | undefined;
  readonly #iterable: unknown;
  readonly #mode: UndefinedMode;
  readonly #recurse: ((items: unknown, depth: number) => unknown) | undefined;
  #iterator: Iterator<unknown>;
  #length: number | undefined;
  #after: unknown = missing;
  #current: unknown = missing;
  #before: unknown = missing;
  #lastChanged: unknown = missing;

  constructor(
    iterable: unknown,
    mode: UndefinedMode,
    recurse: ((items: unknown, depth: number) => unknown) | undefined,
    depth0: number,
    /** The items with their histories, while tracing. */
    readonly traced?: TracedItems,
  ) {
    super();
    this.#iterable = iterable;
    this.#iterator = traced ?? iterate(iterable);
    this.#mode = mode;
    this.#recurse = recurse;
    this.depth0 = depth0;
  }

  override get typeModule(): string {
    return 'jinja2.runtime';
  }

  /** Goes on to the next item, or answers `missing`. */
  next(): unknown {
    let item = this.#after;
    if (item === missing) item = this.#pull();
    else this.#after = missing;
    if (item === missing) return missing;
    this.index0 += 1;
    this.#before = this.#current;
    this.#current = item;
    return item;
  }

  #pull(): unknown {
    const step = this.#iterator.next();
    return step.done ? missing : step.value;
  }

  #peek(): unknown {
    if (this.#after === missing) this.#after = this.#pull();
    return this.#after;
  }

  /** The number of items; what has no length is read to its end. */
  override length(): number {
    if (this.#length !== undefined) return this.#length;
    let size = tryLength(this.#iterable);
    if (size === undefined) {
      const rest: unknown[] = [];
      for (let item = this.#pull(); item !== missing; item = this.#pull()) rest.push(item);
      this.#iterator = rest[Symbol.iterator]();
      size = rest.length + this.index0 + 1 + (this.#after === missing ? 0 : 1);
    }
    this.#length = size;
    return size;
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'index':
        return this.index0 + 1;
      case 'index0':
        return this.index0;
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.#peek() === missing;
      case 'length':
        return this.length();
      case 'revindex':
        return this.length() - this.index0;
      case 'revindex0':
        return this.length() - this.index0 - 1;
      case 'depth':
        return this.depth0 + 1;
      case 'depth0':
        return this.depth0;
      case 'previtem':
        this.traced?.addPrevious();
        return this.index0 === 0
          ? new Undefined(this.#mode, { hint: 'there is no previous item' })
          : this.#before;
      case 'nextitem':
        return this.#nextItem();
      case 'cycle':
        return new PyFunction('cycle', (args) => this.#cycle(args), 'method');
      case 'changed':
        return new PyFunction('changed', (args) => this.#changed(new PyTuple(args)), 'method');
      default:
        return missing;
    }
  }

  #nextItem(): unknown {
    const item = this.#peek();
    this.traced?.addNext();
    return item === missing ? new Undefined(this.#mode, { hint: 'there is no next item' }) : item;
  }

  #cycle(args: unknown[]): unknown {
    if (args.length === 0) throw new PyError('TypeError', 'no items for cycling given');
    return args[this.index0 % args.length];
  }

  #changed(value: PyTuple): boolean {
    if (this.#lastChanged !== missing && equals(this.#lastChanged, value)) return false;
    this.#lastChanged = value;
    return true;
  }

  override iterate(): Iterator<unknown> {
    const next = (): IteratorResult<unknown> => {
      const item = this.next();
      return item === missing
        ? { done: true, value: undefined }
        : { done: false, value: new PyTuple([item, this]) };
    };
    return { next };
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: unknown[], _kwargs: Kwargs): unknown {
    if (args.length !== 1) {
      throw new PyError(
        'TypeError',
        args.length === 0
          ? "LoopContext.__call__() missing 1 required positional argument: 'iterable'"
          : `LoopContext.__call__() takes 2 positional arguments but ${args.length + 1} were given`,
      );
    }
    if (this.#recurse === undefined) {
      throw new PyError('TypeError', "The loop must have the 'recursive' marker to be called recursively.");
    }
    enter();
    const result = this.#recurse(args[0], this.depth0 + 1);
    leave();
    return result;
  }

  override repr(): string {
    return `<LoopContext ${this.index0 + 1}/${this.length()}>`;
  }
}
