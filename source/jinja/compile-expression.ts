import type { Activation, Evaluate } from './activation.ts';
import { add, divide, floorDivide, modulo, multiply, negate, plus, power, subtract } from './arithmetic.ts';
import { getAttribute, getItem } from './attributes.ts';
import { comparisons } from './compare.ts';
import { compileCall } from './compile-call.ts';
import { compileFilter, compileTest } from './compile-operation.ts';
import { type BlockScope, reach } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';
import { foldConstant } from './constants.ts';
import { PyDict } from './dict.ts';
import { escapeValue, htmlOf, softStr } from './markup.ts';
import type {
  ArithmeticKind,
  AttributeNode,
  BinaryNode,
  CompareNode,
  ConcatNode,
  ConditionalNode,
  DictNode,
  Expression,
  ItemNode,
  NameNode,
} from './nodes.ts';
import { missing } from './object.ts';
import type { Provenance } from './provenance.ts';
import { str } from './repr.ts';
import { Markup, PyTuple } from './scalars.ts';
import { slice } from './slices.ts';
import { TemplateModule } from './template-module.ts';
import type { Tracer } from './tracer.ts';
import { isTrue } from './truth.ts';
import { Undefined } from './undefined.ts';

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

function compileName(compiler: Compiler, node: NameNode, scope: BlockScope): Evaluate {
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

function compileLogic(node: BinaryNode, compile: (child: Expression) => Evaluate): Evaluate {
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

const operations: Record<ArithmeticKind, (left: unknown, right: unknown) => unknown> = {
  Add: add,
  Sub: subtract,
  Mul: multiply,
  Div: divide,
  FloorDiv: floorDivide,
  Mod: modulo,
  Pow: power,
};

function compileArithmetic(
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
function traceOperand(activation: Activation, value: unknown): void {
  if (typeof value === 'object') activation.render.tracer?.readDeep(value);
}

function compileComparison(node: CompareNode, compile: (child: Expression) => Evaluate): Evaluate {
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

function compileConcat(
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

function compileAttribute(
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

function compileItem(compiler: Compiler, node: ItemNode, compile: (child: Expression) => Evaluate): Evaluate {
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
