import type { CompiledTemplate } from '../compile/compiled.ts';
import { missing } from '../python/object.ts';
import type { Provenance } from '../trace/provenance.ts';
import type { Context } from './context.ts';
import type { Render } from './render.ts';

/** One run of a function of a template (its root, a block, a macro, a recursive loop): its variables. */
export class Activation {
  readonly slots: unknown[];
  /** What went into each variable, while tracing. */
  readonly histories: (Provenance | undefined)[] = [];
  /** The template that this one extends, once an `extends` has run. */
  parentTemplate: CompiledTemplate | undefined;
  /** The run of the function around this one; itself for the outermost. */
  readonly outer: Activation;
  readonly root: Activation;

  constructor(
    size: number,
    readonly context: Context,
    readonly render: Render,
    outer?: Activation,
  ) {
    this.slots = new Array(size).fill(missing);
    this.outer = outer ?? this;
    this.root = outer?.root ?? this;
  }
}

/** Computes the value of an expression. */
export type Evaluate = (activation: Activation) => unknown;

/** Runs a statement. */
export type Execute = (activation: Activation) => void;
