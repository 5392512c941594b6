import type { Context } from './context.ts';
import type { Operation } from './environment-core.ts';
import { type Bound, builtin, readSignature } from './signature.ts';

/** What an operation does; an argument that was not given has its default. */
export type OperationBody = (values: unknown[], context: Context, bound: Bound) => unknown;

/** An operation written in Python: `do_join(eval_ctx, value, d='', attribute=None)`. */
export function define(signature: string, body: OperationBody): Operation {
  return { signature: readSignature(signature), body, usesContext: signature.includes('(context') };
}

/** An operation written in C, with this many arguments. */
export function defineBuiltin(name: string, count: number, body: OperationBody): Operation {
  return { signature: builtin(name, count), body, usesContext: false };
}
