import type { CompiledTemplate } from '../compile/compiled.ts';
import type { UndefinedMode } from '../python/undefined.ts';
import type { Context } from './context.ts';
import type { Render } from './render.ts';
import type { Bound, Signature } from './signature.ts';

/** A filter or a test: its Python signature, and what it does with arguments in that order. */
export interface Operation {
  readonly signature: Signature;
  /** The bound arguments; `context` is where it is used: undefined values, escaping, other filters. */
  readonly body: (values: unknown[], context: Context, bound: Bound) => unknown;
  /** True for one that looks at the context: it is never computed at compile time. */
  readonly usesContext: boolean;
}

export type Operations = ReadonlyMap<string, Operation>;

/** What templates are compiled for and rendered in. */
export interface Environment {
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  readonly filters: Operations;
  readonly tests: Operations;
  readonly globals: ReadonlyMap<string, unknown>;
  /** Reads YAML for `from_yaml`. */
  readonly readYaml: ((text: string) => unknown) | undefined;
  /** A template by name, compiled for this render; `TemplateNotFound` where there is none. */
  load(name: string, render: Render): CompiledTemplate;
}
