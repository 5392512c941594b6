import { getAttribute, getItem } from '../python/attributes.ts';
import { missing } from '../python/object.ts';
import { slice } from '../python/slices.ts';
import { Undefined } from '../python/undefined.ts';
import type { Evaluate } from '../runtime/activation.ts';
import { TemplateModule } from '../runtime/template-module.ts';
import type { AttributeNode, Expression, ItemNode, NameNode } from '../syntax/nodes.ts';
import type { Tracer } from '../trace/tracer.ts';
import { traceOperand } from './compile-operators.ts';
import { type BlockScope, reach } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';
export function compileName(compiler: Compiler, node: NameNode, scope: BlockScope): Evaluate {
  const { name } = node;
  const ref = scope.refOf(name);
  const { hops, slot } = scope.fn.locate(ref);
  const isSet = scope.symbols.findLoad(ref)?.kind === 'parameter' && !compiler.isUnsetParameter(ref);
  const mode = compiler.environment.undefinedMode;
  if (compiler.traced) return traceName(name, hops, slot, mode);
  if (isSet && hops === 0) return (activation) => activation.slots[slot];
  if (hops === 0) {
    return ({ slots }) => {
      const value = slots[slot];
      return value === missing ? new Undefined(mode, { name }) : value;
    };
  }
  return (activation) => {
    const value = reach(activation, hops).slots[slot];
    return value === missing ? new Undefined(mode, { name }) : value;
  };
}

function traceName(name: string, hops: number, slot: number, mode: Undefined['mode']): Evaluate {
  return (activation) => {
    const { slots, histories } = reach(activation, hops);
    const value = slots[slot];
    const { tracer } = activation.render;
    if (value === missing) return new Undefined(mode, { name });
    tracer?.use(histories[slot]);
    tracer?.readContents(value);
    return value;
  };
}

export function compileAttribute(
  compiler: Compiler,
  node: AttributeNode,
  compile: (child: Expression) => Evaluate,
): Evaluate {
  const target = compile(node.target);
  const { attribute } = node;
  const mode = compiler.environment.undefinedMode;
  if (!compiler.traced) return (activation) => getAttribute(target(activation), attribute, mode);
  return (activation) => {
    const value = target(activation);
    return traceRead(activation.render.tracer, value, attribute, getAttribute(value, attribute, mode));
  };
}

export function compileItem(
  compiler: Compiler,
  node: ItemNode,
  compile: (child: Expression) => Evaluate,
): Evaluate {
  const target = compile(node.target);
  if (node.key.kind === 'Slice') {
    const { start, stop, step } = node.key;
    const [first, last, stride] = [start, stop, step].map((part) =>
      part === undefined ? noBound : compile(part),
    );
    return (activation) => {
      const value = target(activation);
      if (compiler.traced) traceOperand(activation, value);
      return slice(value, first?.(activation), last?.(activation), stride?.(activation));
    };
  }
  const key = compile(node.key);
  const mode = compiler.environment.undefinedMode;
  if (!compiler.traced) return (activation) => getItem(target(activation), key(activation), mode);
  return (activation) => {
    const value = target(activation);
    const index = key(activation);
    return traceRead(activation.render.tracer, value, index, getItem(value, index, mode));
  };
}

function noBound(): null {
  return null;
}

/** Notes a look into a container; a negative index counts from the start. */
export function traceRead(
  tracer: Tracer | undefined,
  container: unknown,
  key: unknown,
  found: unknown,
): unknown {
  if (tracer === undefined || typeof container !== 'object' || container === null) return found;
  if (container instanceof TemplateModule && typeof key === 'string')
    tracer.use(container.histories.get(key));
  const fromEnd = typeof key === 'number' && key < 0 && Array.isArray(container);
  tracer.read(container, fromEnd ? key + container.length : key);
  tracer.readContents(found);
  return found;
}
