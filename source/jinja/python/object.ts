import { PyError } from '../runtime/errors.ts';

/** Stands for an attribute, item or variable that is not there. */
export const missing: unique symbol = Symbol('missing');

/** Keyword arguments of a call. */
export type Kwargs = Map<string, unknown>;

export const noKwargs: Kwargs = new Map();

/**
 * A value with a behaviour of its own: what is neither a string, number, list, tuple nor dict. The defaults are
 * those of a plain Python object: true, callable for nobody, without items or attributes.
 */
export abstract class PyObject {
  /** The name of its Python class. */
  abstract readonly typeName: string;

  /** The module of that class, absent for built-in ones. */
  get typeModule(): string | undefined {
    return undefined;
  }

  /** An attribute, or `missing`. */
  attribute(_name: string): unknown {
    return missing;
  }

  /** `self[key]`. */
  item(_key: unknown): unknown {
    throw new PyError('TypeError', `'${this.typeName}' object is not subscriptable`);
  }

  /** An iterator over it, undefined where it has none. */
  iterate(): Iterator<unknown> | undefined {
    return undefined;
  }

  /** `len(self)`, undefined where it has none. */
  length(): number | undefined {
    return undefined;
  }

  isTrue(): boolean {
    const length = this.length();
    return length === undefined || length > 0;
  }

  /** Whether `call` may be called. */
  get callable(): boolean {
    return false;
  }

  call(_args: unknown[], _kwargs: Kwargs): unknown {
    throw new PyError('TypeError', `'${this.typeName}' object is not callable`);
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  /** `value in self`; undefined leaves it to iteration. */
  contains(_value: unknown): boolean | undefined {
    return undefined;
  }

  /** Text that is already safe where automatic escaping is on (`__html__`), undefined for none. */
  html(): string | undefined {
    return undefined;
  }

  repr(): string {
    return `<${this.typeModule === undefined ? '' : `${this.typeModule}.`}${this.typeName} object at 0x7f0000000000>`;
  }

  str(): string {
    return this.repr();
  }
}
