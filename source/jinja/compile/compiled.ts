import type { BlockFunction, Context } from '../runtime/context.ts';

/** A template ready to run. */
export interface CompiledTemplate {
  readonly name: string;
  readonly blocks: ReadonlyMap<string, BlockFunction>;
  /** Runs it from the top, writing to the render's output. */
  run(context: Context): void;
}
