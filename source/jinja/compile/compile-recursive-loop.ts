import { Markup } from '../python/scalars.ts';
import { Activation, type Evaluate, type Execute } from '../runtime/activation.ts';
import { LoopContext } from '../runtime/loop.ts';
import type { ForNode } from '../syntax/nodes.ts';
import type { Provenance } from '../trace/provenance.ts';
import { writeResult } from './compile-assign.ts';
import { compileExpression } from './compile-expression.ts';
import { iterateExtended, iterateTraced, type Loop, type Recurse } from './compile-loop.ts';
import { runMacro } from './compile-macro.ts';
import type { BlockScope, FunctionScope } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';
/** `{% for … recursive %}`: the body is a function that `loop(…)` calls. */
export function compileRecursive(
  compiler: Compiler,
  node: ForNode,
  scope: BlockScope,
  loop: Loop,
  fn: FunctionScope,
): Execute {
  const { escaping, name } = compiler;
  const line = compiler.mark(node);
  const iterable = compileExpression(compiler, node.iterable, scope);
  const { autoescape, volatile } = escaping;
  const toResult = (activation: Activation, text: string): string | Markup =>
    (volatile ? activation.context.escaping.autoescape : autoescape) ? new Markup(text) : text;
  const call = (
    definition: Activation,
    items: unknown,
    depth: number,
    made: Provenance | undefined,
  ): unknown => {
    const { render } = definition;
    return render.inside(name, () => {
      const activation = new Activation(fn.size, definition.context, render, definition);
      render.line = loop.line;
      const recurse: Recurse = (inner, level) => {
        const current = loop.loopSlot === undefined ? undefined : activation.slots[loop.loopSlot];
        const history = current instanceof LoopContext ? current.argumentHistory : undefined;
        return call(definition, inner, level, history);
      };
      const text = runMacro(activation, (own) => {
        const history = made ?? render.tracer?.apart(() => undefined).made;
        if (history === undefined) iterateExtended(own, loop, items, recurse, depth);
        else iterateTraced(own, loop, items, history, recurse, depth);
      });
      return toResult(definition, text);
    });
  };
  return (activation) => {
    activation.render.line = line;
    const start: Evaluate = (own) => {
      const { tracer } = own.render;
      if (tracer === undefined) return call(own, iterable(own), 0, undefined);
      const { value, made } = tracer.apart(() => iterable(own));
      return call(own, value, 0, made);
    };
    writeResult(activation, start, name, line);
  };
}
