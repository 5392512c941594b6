import { PyError } from '../runtime/errors.ts';
import { hashHook } from './dict.ts';
import { type Kwargs, missing, PyObject } from './object.ts';
import { repr } from './repr.ts';
import { Markup } from './scalars.ts';
import { describeType } from './type-names.ts';

/** How undefined values behave: Jinja2's `StrictUndefined`, `Undefined`, `ChainableUndefined`, `DebugUndefined`. */
export type UndefinedMode = 'strict' | 'default' | 'chainable' | 'debug';

const classNames: Record<UndefinedMode, string> = {
  strict: 'StrictUndefined',
  default: 'Undefined',
  chainable: 'ChainableUndefined',
  debug: 'DebugUndefined',
};

/** What is known of something undefined. */
export interface UndefinedOrigin {
  /** The whole message, where there is a special one. */
  readonly hint?: string;
  /** The object that has no such attribute or item; absent for a variable. */
  readonly owner?: unknown;
  readonly name?: unknown;
}

/** A variable, attribute or item that is not there. Nearly every use of it raises `UndefinedError`. */
export class Undefined extends PyObject {
  constructor(
    readonly mode: UndefinedMode,
    readonly origin: UndefinedOrigin,
  ) {
    super();
  }

  get typeName(): string {
    return classNames[this.mode];
  }

  override get typeModule(): string {
    return 'jinja2.runtime';
  }

  get message(): string {
    const { hint, name } = this.origin;
    if (hint) return hint;
    if (!('owner' in this.origin)) return `${repr(name)} is undefined`;
    const owner = describeType(this.origin.owner);
    if (typeof name !== 'string' && !(name instanceof Markup)) return `${owner} has no element ${repr(name)}`;
    return `'${owner}' has no attribute ${repr(name)}`;
  }

  fail(): never {
    throw new PyError('UndefinedError', this.message);
  }

  #failIfStrict(): void {
    if (this.mode === 'strict') this.fail();
  }

  override attribute(name: string): unknown {
    if (name === '__class__') return missing;
    if (this.mode === 'chainable') return this;
    if (name.startsWith('__')) return missing;
    return this.fail();
  }

  override item(): unknown {
    return this.mode === 'chainable' ? this : this.fail();
  }

  override iterate(): Iterator<unknown> {
    this.#failIfStrict();
    return [][Symbol.iterator]();
  }

  override length(): number {
    this.#failIfStrict();
    return 0;
  }

  override isTrue(): boolean {
    this.#failIfStrict();
    return false;
  }

  override get callable(): boolean {
    return true;
  }

  override call(_args: unknown[], _kwargs: Kwargs): unknown {
    return this.fail();
  }

  override equals(other: unknown): boolean {
    this.#failIfStrict();
    return other instanceof Undefined && other.mode === this.mode;
  }

  override contains(): boolean | undefined {
    this.#failIfStrict();
    return undefined;
  }

  override html(): string | undefined {
    return this.mode === 'chainable' ? '' : undefined;
  }

  override repr(): string {
    return 'Undefined';
  }

  override str(): string {
    this.#failIfStrict();
    return this.mode === 'debug' ? `{{ ${this.#debugText()} }}` : '';
  }

  #debugText(): string {
    const { hint, name } = this.origin;
    if (hint) return `undefined value printed: ${hint}`;
    if (!('owner' in this.origin)) return String(name);
    return `no such element: ${describeType(this.origin.owner)}[${repr(name)}]`;
  }

  [hashHook](): void {
    this.#failIfStrict();
  }
}
