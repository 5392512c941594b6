import { PyDict } from '../python/dict.ts';
import { type Kwargs, missing, PyObject } from '../python/object.ts';
import { repr } from '../python/repr.ts';
import { Markup, PyTuple } from '../python/scalars.ts';
import { Undefined } from '../python/undefined.ts';
import type { Provenance } from '../trace/provenance.ts';
import type { Context, EscapeState } from './context.ts';
import { PyError } from './errors.ts';

/** What a macro is made of, known when its template is compiled. */
export interface MacroShape {
  /** Absent for the body of a `call` block. */
  readonly name: string | undefined;
  readonly parameters: readonly string[];
  readonly takesKwargs: boolean;
  readonly takesVarargs: boolean;
  readonly takesCaller: boolean;
}

/** Renders the body with one value for each parameter; `missing` takes the default. */
export type MacroBody = (
  values: unknown[],
  histories: readonly (Provenance | undefined)[] | undefined,
) => string;

/** A macro, or the body of a `call` block as `caller`. */
export class Macro extends PyObject {
  readonly typeName = 'Macro';

  constructor(
    readonly shape: MacroShape,
    readonly body: MacroBody,
    /** Whether it escapes when it is called from where that is not known. */
    readonly escaping: EscapeState,
    readonly context: Context,
  ) {
    super();
  }

  override get typeModule(): string {
    return 'jinja2.runtime';
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: unknown[], kwargs: Kwargs): unknown {
    return this.invoke(args, kwargs, this.escaping);
  }

  /** Calls it from a template that escapes, or does not; histories go with the arguments while tracing. */
  invoke(
    args: readonly unknown[],
    kwargs: Kwargs,
    escaping: EscapeState,
    histories?: ReadonlyMap<number | string, Provenance>,
  ): string | Markup {
    const bound = this.#bind(args, kwargs, histories);
    const text = this.body(bound.values, bound.histories);
    return escaping.autoescape ? new Markup(text) : text;
  }

  #bind(
    args: readonly unknown[],
    given: Kwargs,
    histories: ReadonlyMap<number | string, Provenance> | undefined,
  ): { values: unknown[]; histories: (Provenance | undefined)[] | undefined } {
    const { parameters, takesCaller, takesKwargs, takesVarargs } = this.shape;
    const kwargs: Kwargs = new Map(given);
    const values: unknown[] = args.slice(0, parameters.length);
    const origins: (Provenance | undefined)[] = values.map((_, index) => histories?.get(index));
    let foundCaller = values.length === parameters.length && parameters.includes('caller');
    for (const name of parameters.slice(values.length)) {
      values.push(kwargs.has(name) ? kwargs.get(name) : missing);
      origins.push(histories?.get(name));
      kwargs.delete(name);
      if (name === 'caller') foundCaller = true;
    }
    if (takesCaller && !foundCaller) {
      const caller = kwargs.get('caller') ?? null;
      kwargs.delete('caller');
      values.push(caller ?? this.#undefinedCaller());
      origins.push(undefined);
    }
    if (takesKwargs) {
      values.push(PyDict.from(kwargs));
      origins.push(merge(histories, [...kwargs.keys()]));
    } else if (kwargs.size > 0) {
      this.#failAtKwargs(kwargs);
    }
    if (takesVarargs) {
      values.push(new PyTuple(args.slice(parameters.length)));
      const positions = args.map((_, index) => index).slice(parameters.length);
      origins.push(merge(histories, positions));
    } else if (args.length > parameters.length) {
      throw new PyError(
        'TypeError',
        `macro ${this.#shownName()} takes not more than ${parameters.length} argument(s)`,
      );
    }
    return { values, histories: histories === undefined ? undefined : origins };
  }

  #undefinedCaller(): Undefined {
    return new Undefined(this.context.render.environment.undefinedMode, {
      hint: 'No caller defined',
      name: 'caller',
    });
  }

  #failAtKwargs(kwargs: Kwargs): never {
    if (kwargs.has('caller')) {
      throw new PyError(
        'TypeError',
        `macro ${this.#shownName()} was invoked with two values for the special caller argument. This is most likely a bug.`,
      );
    }
    const [first] = kwargs.keys();
    throw new PyError('TypeError', `macro ${this.#shownName()} takes no keyword argument ${repr(first)}`);
  }

  #shownName(): string {
    return repr(this.shape.name ?? null);
  }

  override attribute(name: string): unknown {
    const { shape } = this;
    switch (name) {
      case 'name':
        return shape.name ?? null;
      case 'arguments':
        return new PyTuple(shape.parameters);
      case 'catch_kwargs':
        return shape.takesKwargs;
      case 'catch_varargs':
        return shape.takesVarargs;
      case 'caller':
        return shape.takesCaller;
      case 'explicit_caller':
        return shape.parameters.includes('caller');
      default:
        return missing;
    }
  }

  override repr(): string {
    return `<Macro ${this.shape.name === undefined ? 'anonymous' : repr(this.shape.name)}>`;
  }
}

/** The histories of several arguments as one. */
function merge(
  histories: ReadonlyMap<number | string, Provenance> | undefined,
  keys: readonly (number | string)[],
): Provenance | undefined {
  const [first, ...others] = keys.map((key) => histories?.get(key)).filter((made) => made !== undefined);
  if (first === undefined) return undefined;
  for (const other of others) first.add(other);
  return first;
}
