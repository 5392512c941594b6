import { spendOnText } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { type Kwargs, missing, PyObject } from './object.ts';
import { typeName } from './type-names.ts';

/**
 * How a built-in method takes its arguments; Python's messages about wrong ones follow from it.
 * - `none` and `one`: exactly so many, by position
 * - `positional`: between two counts, by position
 * - `parsed`: the same with the messages of an older convention
 * - `named`: by position or by name, the first few required
 */
export type Shape =
  | { readonly kind: 'none' }
  | { readonly kind: 'one' }
  | { readonly kind: 'positional' | 'parsed'; readonly min: number; readonly max: number }
  | { readonly kind: 'named'; readonly names: readonly string[]; readonly required: number };

/** The body of a method; an argument that was not given is `undefined`. */
export type MethodBody<Self> = (self: Self, ...args: unknown[]) => unknown;

export interface Method<Self> {
  readonly name: string;
  readonly shape: Shape;
  readonly body: MethodBody<Self>;
}

export type Methods<Self> = ReadonlyMap<string, Method<Self>>;

export const none: Shape = { kind: 'none' };
export const one: Shape = { kind: 'one' };

export function positional(min: number, max: number): Shape {
  return { kind: 'positional', min, max };
}

export function parsed(min: number, max: number): Shape {
  return { kind: 'parsed', min, max };
}

export function named(required: number, ...names: string[]): Shape {
  return { kind: 'named', names, required };
}

/** A table of methods from rows of name, shape and body. */
export function defineMethods<Self>(rows: readonly [string, Shape, MethodBody<Self>][]): Methods<Self> {
  return new Map(rows.map(([name, shape, body]) => [name, { name, shape, body }]));
}

/** Calls a method of a value with the arguments of a call in a template. */
export function callMethod<Self>(
  method: Method<Self>,
  self: Self,
  args: readonly unknown[],
  kwargs: Kwargs,
): unknown {
  const { shape } = method;
  spendOnText(self);
  if (shape.kind === 'named') return method.body(self, ...bindNamed(method, shape, args, kwargs));
  if (kwargs.size > 0) {
    throw new PyError('TypeError', `${typeName(self)}.${method.name}() takes no keyword arguments`);
  }
  const [min, max] = limitsOf(shape);
  if (args.length < min || args.length > max) throw wrongCount(method, shape, self, args.length);
  return method.body(self, ...args);
}

function limitsOf(shape: Exclude<Shape, { kind: 'named' }>): [number, number] {
  if (shape.kind === 'none') return [0, 0];
  return shape.kind === 'one' ? [1, 1] : [shape.min, shape.max];
}

function wrongCount<Self>(method: Method<Self>, shape: Shape, self: Self, given: number): PyError {
  const full = `${typeName(self)}.${method.name}()`;
  if (shape.kind === 'none') return new PyError('TypeError', `${full} takes no arguments (${given} given)`);
  if (shape.kind === 'parsed') {
    const [bound, wanted] = given < shape.min ? ['least', shape.min] : ['most', shape.max];
    const plural = wanted === 1 ? '' : 's';
    const message = `${method.name}() takes at ${bound} ${wanted} argument${plural} (${given} given)`;
    return new PyError('TypeError', message);
  }
  if (shape.kind !== 'positional') {
    return new PyError('TypeError', `${full} takes exactly one argument (${given} given)`);
  }
  return new PyError('TypeError', describeCount(method.name, shape.min, shape.max, given));
}

/** Python's message about a count of positional arguments. */
export function describeCount(name: string, min: number, max: number, given: number): string {
  const wanted = given < min ? min : max;
  const bound = min === max ? '' : given < min ? 'at least ' : 'at most ';
  return `${name} expected ${bound}${wanted} argument${wanted === 1 ? '' : 's'}, got ${given}`;
}

function bindNamed<Self>(
  method: Method<Self>,
  shape: Extract<Shape, { kind: 'named' }>,
  args: readonly unknown[],
  kwargs: Kwargs,
): unknown[] {
  const { names, required } = shape;
  const given = args.length + kwargs.size;
  if (given > names.length) {
    const count = `${names.length} argument${names.length === 1 ? '' : 's'}`;
    const kind = args.length === 0 && kwargs.size > 0 ? 'keyword ' : '';
    throw new PyError(
      'TypeError',
      `${method.name}() takes at most ${kind ? count.replace('argument', 'keyword argument') : count} (${given} given)`,
    );
  }
  const bound = [...args];
  for (const [name, value] of kwargs) {
    const position = names.indexOf(name);
    if (position === -1) {
      throw new PyError('TypeError', `'${name}' is an invalid keyword argument for ${method.name}()`);
    }
    if (position < args.length) {
      throw new PyError(
        'TypeError',
        `argument for ${method.name}() given by name ('${name}') and position (${position + 1})`,
      );
    }
    bound[position] = value;
  }
  for (let position = 0; position < required; position += 1) {
    if (bound[position] !== undefined || position < args.length) continue;
    throw new PyError(
      'TypeError',
      `${method.name}() missing required argument '${names[position]}' (pos ${position + 1})`,
    );
  }
  return bound;
}

/** A method taken from its value: `text.upper` without the call. */
export class BoundMethod<Self> extends PyObject {
  readonly typeName = 'builtin_function_or_method';

  constructor(
    readonly self: Self,
    readonly method: Method<Self>,
  ) {
    super();
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: unknown[], kwargs: Kwargs): unknown {
    return callMethod(this.method, this.self, args, kwargs);
  }

  override attribute(name: string): unknown {
    return name === '__name__' ? this.method.name : missing;
  }

  override equals(other: unknown): boolean {
    return other instanceof BoundMethod && other.self === this.self && other.method === this.method;
  }

  override repr(): string {
    return `<built-in method ${this.method.name} of ${typeName(this.self)} object at 0x7f0000000000>`;
  }
}
