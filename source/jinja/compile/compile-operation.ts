import { noKwargs } from '../python/object.ts';
import { quote } from '../python/quote.ts';
import type { Activation, Evaluate } from '../runtime/activation.ts';
import { account, spendOnText } from '../runtime/budget.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { type Bound, bindArguments, type Signature } from '../runtime/signature.ts';
import type { FilterNode, TestNode } from '../syntax/nodes.ts';
import { traceFilter } from '../trace/trace-filter.ts';
import { compileArguments, evaluateArgs, evaluateKwargs, type GivenArguments } from './compile-call.ts';
import { compileExpression } from './compile-expression.ts';
import type { BlockScope } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';

/** Compiles a filter; `block` is the text that a filter without a target is applied to. */
export function compileFilter(
  compiler: Compiler,
  node: FilterNode,
  scope: BlockScope,
  block?: Evaluate,
): Evaluate {
  const found = find(compiler, 'filter', node.name, node.line, scope) ?? absent('filter', node.name);
  const operation = compiler.traced ? traceFilter(node.name, found) : found;
  const target = compileFilterTarget(compiler, node, scope, block);
  const evaluate = compileOperation(compiler, operation, node, scope);
  return (activation) => evaluate(activation, target(activation));
}

function compileFilterTarget(
  compiler: Compiler,
  node: FilterNode,
  scope: BlockScope,
  block: Evaluate | undefined,
): Evaluate {
  if (node.target === undefined) return block ?? (() => '');
  if (node.target.kind === 'Filter') return compileNestedFilter(compiler, node.target, scope, block);
  return compileExpression(compiler, node.target, scope);
}

/** The filters of a section are nested: the innermost has the text. */
function compileNestedFilter(
  compiler: Compiler,
  node: FilterNode,
  scope: BlockScope,
  block: Evaluate | undefined,
): Evaluate {
  return block === undefined
    ? compileExpression(compiler, node, scope)
    : compileFilter(compiler, node, scope, block);
}

export function compileTest(compiler: Compiler, node: TestNode, scope: BlockScope): Evaluate {
  const operation = find(compiler, 'test', node.name, node.line, scope) ?? absent('test', node.name);
  const target = compileExpression(compiler, node.target, scope);
  const evaluate = compileOperation(compiler, operation, node, scope);
  return (activation) => evaluate(activation, target(activation));
}

/** An unknown name is an error at once, but inside a condition only when it is reached. */
function find(
  compiler: Compiler,
  kind: 'filter' | 'test',
  name: string,
  line: number,
  scope: BlockScope,
): Operation | undefined {
  const { filters, tests } = compiler.environment;
  const operation = (kind === 'filter' ? filters : tests).get(name);
  if (operation === undefined && !scope.soft) compiler.fail(`No ${kind} named ${quote(name)}.`, line);
  return operation;
}

/** Fails when it is called. */
function absent(kind: 'filter' | 'test', name: string): Operation {
  const signature: Signature = { name, parameters: [], implicit: 0, rest: true, namedRest: false };
  return {
    signature,
    usesContext: true,
    body: () => {
      throw new PyError('TemplateRuntimeError', `No ${kind} named ${quote(name)} found.`);
    },
  };
}

/** Applies an operation to a target, with the other arguments it was given. */
export type Apply = (activation: Activation, target: unknown) => unknown;

function compileOperation(
  compiler: Compiler,
  operation: Operation,
  node: FilterNode | TestNode,
  scope: BlockScope,
): Apply {
  const given = compileArguments(compiler, node, scope);
  const { body, signature } = operation;
  const fallbacks = simpleFallbacks(signature, given);
  if (fallbacks !== undefined) return applySimply(operation, given, fallbacks);
  const module = signature.exact === undefined ? `jinja2.${node.kind.toLowerCase()}s.` : '';
  const callee = module + signature.name;
  return (activation, target) => {
    const args = [target, ...evaluateArgs(given, activation)];
    const bound = bindArguments(signature, args, evaluateKwargs(given, activation, callee));
    return counted(target, body(bound.values, activation.context, bound));
  };
}

const nothingBeyond: Bound = { values: [], rest: [], named: noKwargs };

/** The values of parameters that are not given, where all that are given are positional and not too many. */
function simpleFallbacks(signature: Signature, given: GivenArguments): unknown[] | undefined {
  const { kwargs, dynamicArgs, dynamicKwargs, args } = given;
  if (kwargs.length > 0 || dynamicArgs !== undefined || dynamicKwargs !== undefined) return undefined;
  if (signature.rest || signature.namedRest) return undefined;
  const remaining = signature.parameters.slice(args.length + 1);
  if (args.length + 1 > signature.parameters.length) return undefined;
  if (!remaining.every((parameter) => 'fallback' in parameter)) return undefined;
  return remaining.map((parameter) => parameter.fallback);
}

function applySimply({ body }: Operation, { args }: GivenArguments, fallbacks: readonly unknown[]): Apply {
  const [first] = args;
  if (first === undefined) {
    return (activation, target) =>
      counted(target, body([target, ...fallbacks], activation.context, nothingBeyond));
  }
  return (activation, target) => {
    const values = args.map((arg) => arg(activation));
    return counted(target, body([target, ...values, ...fallbacks], activation.context, nothingBeyond));
  };
}

/** Long texts cost work, whatever is done with them. */
function counted(target: unknown, result: unknown): unknown {
  spendOnText(target);
  if (typeof result === 'string' && result.length > 1000 && result !== target) account(result.length);
  return result;
}
