import { negate, plus } from '../python/arithmetic.ts';
import { PyDict } from '../python/dict.ts';
import { PyTuple } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { Undefined } from '../python/undefined.ts';
import type { Activation, Evaluate } from '../runtime/activation.ts';
import type { ConditionalNode, DictNode, Expression } from '../syntax/nodes.ts';
import type { Provenance } from '../trace/provenance.ts';
import type { Tracer } from '../trace/tracer.ts';
import { compileAttribute, compileItem, compileName } from './compile-access.ts';
import { compileCall } from './compile-call.ts';
import { compileFilter, compileTest } from './compile-operation.ts';
import { compileArithmetic, compileComparison, compileConcat, compileLogic } from './compile-operators.ts';
import type { BlockScope } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';
import { foldConstant } from './constants.ts';

/** Compiles an expression for a scope. Expressions of constants alone are computed here. */
export function compileExpression(compiler: Compiler, node: Expression, scope: BlockScope): Evaluate {
  const constant = foldConstant(compiler, node);
  if (constant !== undefined) {
    const { value } = constant;
    return () => value;
  }
  return compileNode(compiler, node, scope);
}

/** The same without the attempt to compute it at once. */
export function compileNode(compiler: Compiler, node: Expression, scope: BlockScope): Evaluate {
  const compile = (child: Expression): Evaluate => compileExpression(compiler, child, scope);
  switch (node.kind) {
    case 'Name':
      return compileName(compiler, node, scope);
    case 'Const': {
      const { value } = node;
      return () => value;
    }
    case 'TemplateData': {
      const { text } = node;
      return () => text;
    }
    case 'Tuple':
    case 'List':
      return compileSequence(compiler, node.kind, node.items.map(compile));
    case 'Dict':
      return compileDict(compiler, node, compile);
    case 'And':
    case 'Or':
      return compileLogic(node, compile);
    case 'Not': {
      const operand = compile(node.operand);
      return (activation) => !isTrue(operand(activation));
    }
    case 'Neg':
    case 'Pos': {
      const operand = compile(node.operand);
      const apply = node.kind === 'Neg' ? negate : plus;
      return (activation) => apply(operand(activation));
    }
    case 'Compare':
      return compileComparison(node, compile);
    case 'Concat':
      return compileConcat(compiler, node, compile);
    case 'Getattr':
      return compileAttribute(compiler, node, compile);
    case 'Getitem':
      return compileItem(compiler, node, compile);
    case 'Call':
      return compileCall(compiler, node, scope);
    case 'Filter':
      return compileFilter(compiler, node, scope);
    case 'Test':
      return compileTest(compiler, node, scope);
    case 'CondExpr':
      return compileConditional(compiler, node, scope);
    case 'Slice':
    case 'NSRef':
      return compiler.fail(`unexpected ${node.kind.toLowerCase()}`, node.line);
    default:
      return compileArithmetic(compiler, node.kind, compile(node.left), compile(node.right));
  }
}

function compileSequence(compiler: Compiler, kind: 'Tuple' | 'List', items: readonly Evaluate[]): Evaluate {
  const build = (activation: Activation): unknown => {
    const values = items.map((item) => item(activation));
    return kind === 'List' ? values : new PyTuple(values);
  };
  return compiler.traced ? keepContents(build) : build;
}

function compileDict(compiler: Compiler, node: DictNode, compile: (child: Expression) => Evaluate): Evaluate {
  const pairs = node.items.map((item) => ({ key: compile(item.key), value: compile(item.value) }));
  const build = (activation: Activation): unknown => {
    const dict = new PyDict();
    for (const pair of pairs) {
      const key = pair.key(activation);
      dict.set(key, pair.value(activation));
    }
    return dict;
  };
  return compiler.traced ? keepContents(build) : build;
}

/** A literal remembers what its items were made of, for when it is passed on and read elsewhere. */
function keepContents(build: Evaluate): Evaluate {
  return (activation) => {
    const { tracer } = activation.render;
    if (tracer === undefined) return build(activation);
    const { value, made } = tracer.apart(() => build(activation));
    tracer.putInto(value, made);
    tracer.use(made);
    return value;
  };
}

function compileConditional(compiler: Compiler, node: ConditionalNode, scope: BlockScope): Evaluate {
  const branch = scope.branch();
  const then = compileExpression(compiler, node.then, branch);
  const test = compileExpression(compiler, node.test, branch);
  const otherwise =
    node.otherwise === undefined
      ? missingElse(compiler, node)
      : compileExpression(compiler, node.otherwise, branch);
  if (!compiler.traced) {
    return (activation) => (isTrue(test(activation)) ? then(activation) : otherwise(activation));
  }
  return (activation) => {
    const { tracer } = activation.render;
    if (tracer === undefined) return isTrue(test(activation)) ? then(activation) : otherwise(activation);
    const { value, made } = tracer.apart(() => isTrue(test(activation)));
    choose(tracer, made);
    return value ? then(activation) : otherwise(activation);
  };
}

/** What a test looked at decides which value there is; it is no part of it. */
function choose(tracer: Tracer, made: Provenance): void {
  if (!made.isEmpty()) tracer.value.addChoice({ decided: made, outer: undefined });
}

/** Without an `else` the value is undefined, and a lenient one whatever the environment says. */
function missingElse(compiler: Compiler, node: ConditionalNode): Evaluate {
  const place = compiler.describePlace(node);
  const hint = `the inline if-expression on ${place} evaluated to false and no else section was defined.`;
  return () => new Undefined('default', { hint });
}
