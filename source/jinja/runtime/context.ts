import type { PyDict } from '../python/dict.ts';
import { missing } from '../python/object.ts';
import { isTrue } from '../python/truth.ts';
import type { Provenance } from '../trace/provenance.ts';
import type { Render } from './render.ts';

/** Variables a template was given by the one that includes or imports it. */
export interface Layer {
  readonly values: ReadonlyMap<string, unknown>;
  readonly histories: ReadonlyMap<string, Provenance> | undefined;
}

/** Where names are looked up, outside a template's own variables. */
export interface Scope {
  readonly layers: readonly Layer[];
  /** The variables of the render, as the caller gave them. */
  readonly variables: PyDict | undefined;
  readonly globals: ReadonlyMap<string, unknown>;
}

/** Whether output is escaped; shared by a template's root and its blocks. */
export class EscapeState {
  /** What a template said; whether that is true is only asked where it matters. */
  constructor(public setting: unknown) {}

  get autoescape(): boolean {
    return isTrue(this.setting);
  }
}

/** Renders one block; its identity tells blocks of the same name apart. */
export interface BlockFunction {
  readonly name: string;
  run(context: Context): void;
}

/** The names one template sees and sets while it renders. */
export class Context {
  readonly vars = new Map<string, unknown>();
  /** What went into the variables, while tracing. */
  readonly histories = new Map<string, Provenance>();
  readonly exported = new Set<string>();
  readonly blocks = new Map<string, BlockFunction[]>();

  constructor(
    readonly render: Render,
    readonly name: string,
    readonly scope: Scope,
    readonly escaping: EscapeState,
  ) {}

  /** Makes a variable seen by blocks and other templates. */
  publish(name: string, value: unknown, history: Provenance | undefined): void {
    this.vars.set(name, value);
    if (history !== undefined) this.histories.set(name, history);
    else if (this.histories.size > 0) this.histories.delete(name);
  }

  /** A variable's value, or `missing`. While tracing the look-up is recorded. */
  resolve(name: string): unknown {
    const own = this.vars.get(name);
    if (own !== undefined || this.vars.has(name)) return own;
    const { layers, variables, globals } = this.scope;
    for (const layer of layers) {
      const value = layer.values.get(name);
      if (value !== undefined) return value;
    }
    if (variables !== undefined) this.render.names.add(name);
    const given = variables?.get(name);
    if (given !== undefined) return given;
    const global = globals.get(name);
    return global === undefined ? missing : global;
  }

  /** What went into a variable as `resolve` finds it; a read of the caller's variables is one by itself. */
  historyOf(name: string): Provenance | { readonly container: object; readonly key: string } | undefined {
    if (this.vars.has(name)) return this.histories.get(name);
    const { layers, variables } = this.scope;
    for (const layer of layers) if (layer.values.has(name)) return layer.histories?.get(name);
    return variables?.has(name) ? { container: variables, key: name } : undefined;
  }

  /** The names as another template sees them, with local variables on top; later changes here do not show there. */
  snapshot(locals: ReadonlyMap<string, unknown>, histories?: ReadonlyMap<string, Provenance>): Scope {
    const layers = [...this.scope.layers];
    if (this.vars.size > 0) {
      layers.unshift({ values: new Map(this.vars), histories: new Map(this.histories) });
    }
    if (locals.size > 0) layers.unshift({ values: locals, histories });
    return { ...this.scope, layers };
  }

  /** A context of the same template with some more variables, as a scoped block gets it. */
  derive(locals: ReadonlyMap<string, unknown>, histories?: ReadonlyMap<string, Provenance>): Context {
    const derived = new Context(this.render, this.name, this.snapshot(locals, histories), this.escaping);
    for (const [name, stack] of this.blocks) derived.blocks.set(name, [...stack]);
    return derived;
  }
}
