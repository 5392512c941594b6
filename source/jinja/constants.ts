import { Activation } from './activation.ts';
import { withBudget } from './budget.ts';
import { compileNode } from './compile-expression.ts';
import { BlockScope, FunctionScope } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';
import { Context, EscapeState } from './context.ts';
import { PyError } from './errors.ts';
import type { Expression } from './nodes.ts';
import { Render } from './render.ts';
import { Markup, PyFloat, PyTuple } from './scalars.ts';
import { Symbols } from './symbols.ts';
import { childrenOf } from './walk.ts';

/** What may be computed while compiling: little, so that a template cannot hold up its own compilation. */
const foldingLimits = { work: 100_000, size: 100_000, depth: 20, time: 1000 };

/**
 * The value of an expression of constants alone, computed as Jinja2's optimiser does; undefined where it is not
 * constant, fails, or is a value that may change.
 */
export function foldConstant(compiler: Compiler, node: Expression): { readonly value: unknown } | undefined {
  if (node.kind === 'Const') return node;
  if (compiler.escaping.volatile) return undefined;
  const constant = computeConstant(compiler, node);
  return constant !== undefined && isImmutable(constant.value) ? constant : undefined;
}

/** The same for any value, a new one at each call. */
export function computeConstant(
  compiler: Compiler,
  node: Expression,
): { readonly value: unknown } | undefined {
  if (compiler.isFolding || !isConstant(compiler, node)) return undefined;
  compiler.isFolding = true;
  try {
    return { value: withBudget(foldingLimits, () => evaluate(compiler, node)) };
  } catch (error) {
    if (error instanceof PyError || error instanceof RangeError) return undefined;
    throw error;
  } finally {
    compiler.isFolding = false;
  }
}

/** No names, no calls, no filters that look at the context. */
function isConstant(compiler: Compiler, node: Expression): boolean {
  switch (node.kind) {
    case 'Name':
    case 'NSRef':
    case 'Call':
      return false;
    case 'TemplateData':
      return !compiler.escaping.volatile;
    case 'Filter':
    case 'Test': {
      if (compiler.escaping.volatile) return false;
      const { filters, tests } = compiler.environment;
      const operation = (node.kind === 'Filter' ? filters : tests).get(node.name);
      if (operation === undefined || operation.usesContext || node.target === undefined) return false;
      break;
    }
    case 'CondExpr':
      if (node.otherwise === undefined) return false;
      break;
    default:
  }
  return childrenOf(node).every((child) => isExpression(child) && isConstant(compiler, child));
}

function isExpression(node: { readonly kind: string }): node is Expression {
  return node.kind !== 'Output';
}

function evaluate(compiler: Compiler, node: Expression): unknown {
  const scope = new BlockScope(new Symbols(), new FunctionScope());
  const render = new Render(compiler.environment, undefined);
  const names = { layers: [], variables: undefined, globals: compiler.environment.globals };
  const context = new Context(render, compiler.name, names, new EscapeState(compiler.escaping.autoescape));
  return compileNode(compiler, node, scope)(new Activation(0, context, render));
}

function isImmutable(value: unknown): boolean {
  if (value instanceof PyTuple) return value.items.every(isImmutable);
  return typeof value !== 'object' || value === null || value instanceof PyFloat || value instanceof Markup;
}
