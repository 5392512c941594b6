import { add, divide, floorDivide, modulo, multiply, power, subtract } from '../python/arithmetic.ts';
import { comparisons } from '../python/compare.ts';
import { escapeValue, htmlOf, softStr } from '../python/markup.ts';
import { str } from '../python/repr.ts';
import { Markup } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import type { Activation, Evaluate } from '../runtime/activation.ts';
import type { ArithmeticKind, BinaryNode, CompareNode, ConcatNode, Expression } from '../syntax/nodes.ts';
import type { Compiler } from './compiler.ts';
export function compileLogic(node: BinaryNode, compile: (child: Expression) => Evaluate): Evaluate {
  const left = compile(node.left);
  const right = compile(node.right);
  if (node.kind === 'And') {
    return (activation) => {
      const value = left(activation);
      return isTrue(value) ? right(activation) : value;
    };
  }
  return (activation) => {
    const value = left(activation);
    return isTrue(value) ? value : right(activation);
  };
}

/** The operators of arithmetic by name. */
export const operations: Record<ArithmeticKind, (left: unknown, right: unknown) => unknown> = {
  Add: add,
  Sub: subtract,
  Mul: multiply,
  Div: divide,
  FloorDiv: floorDivide,
  Mod: modulo,
  Pow: power,
};

export function compileArithmetic(
  compiler: Compiler,
  kind: ArithmeticKind,
  left: Evaluate,
  right: Evaluate,
): Evaluate {
  const apply = operations[kind];
  if (!compiler.traced) return (activation) => apply(left(activation), right(activation));
  return (activation) => {
    const a = left(activation);
    const b = right(activation);
    traceOperand(activation, a);
    traceOperand(activation, b);
    return apply(a, b);
  };
}

/** Containers that are joined, repeated, cut or formatted hand their items on without their places. */
export function traceOperand(activation: Activation, value: unknown): void {
  if (typeof value === 'object') activation.render.tracer?.readDeep(value);
}

export function compileComparison(node: CompareNode, compile: (child: Expression) => Evaluate): Evaluate {
  const first = compile(node.first);
  const rest = node.rest.map((part) => ({
    holds: comparisons[part.comparison],
    operand: compile(part.operand),
  }));
  const [only] = rest;
  if (only !== undefined && rest.length === 1) {
    const { holds, operand } = only;
    return (activation) => holds(first(activation), operand(activation));
  }
  return (activation) => {
    let left = first(activation);
    for (const { holds, operand } of rest) {
      const right = operand(activation);
      if (!holds(left, right)) return false;
      left = right;
    }
    return true;
  };
}

export function compileConcat(
  compiler: Compiler,
  node: ConcatNode,
  compile: (child: Expression) => Evaluate,
): Evaluate {
  const parts = node.parts.map(compile);
  const { autoescape, volatile } = compiler.escaping;
  if (autoescape && !volatile) {
    return (activation) => {
      const values = parts.map((part) => part(activation));
      if (compiler.traced) for (const value of values) traceOperand(activation, value);
      return joinMarkup(values);
    };
  }
  return (activation) => {
    const values = parts.map((part) => part(activation));
    if (compiler.traced) for (const value of values) traceOperand(activation, value);
    let text: unknown = '';
    for (const value of values) text = add(text, str(value));
    return text;
  };
}

/** Joined text is safe, and what was not is escaped, as soon as one part is safe. */
function joinMarkup(values: readonly unknown[]): unknown {
  const texts = values.map(softStr);
  const isSafe =
    texts.some((text) => text instanceof Markup) || values.some((value) => htmlOf(value) !== undefined);
  if (!isSafe) return texts.map(str).join('');
  return new Markup(texts.map((text) => escapeValue(text).value).join(''));
}
