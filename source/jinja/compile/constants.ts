import { negate, plus } from '../python/arithmetic.ts';
import { getAttribute, getItem } from '../python/attributes.ts';
import { comparisons } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { toList } from '../python/iterate.ts';
import { str } from '../python/repr.ts';
import { Markup, PyFloat, PyTuple } from '../python/scalars.ts';
import { PySlice, slice } from '../python/slices.ts';
import { isTrue } from '../python/truth.ts';
import { Undefined } from '../python/undefined.ts';
import { withBudget } from '../runtime/budget.ts';
import { Context, EscapeState } from '../runtime/context.ts';
import { PyError } from '../runtime/errors.ts';
import { Render } from '../runtime/render.ts';
import { bindArguments } from '../runtime/signature.ts';
import type {
  ArithmeticKind,
  BinaryNode,
  CompareNode,
  ConditionalNode,
  Expression,
  FilterNode,
  SliceNode,
  TestNode,
} from '../syntax/nodes.ts';
import { childrenOf } from '../syntax/walk.ts';
import { operations } from './compile-operators.ts';
import type { Compiler } from './compiler.ts';

/** What may be computed while compiling: little, so that a template cannot hold up its own compilation. */
const foldingLimits = {
  work: 100_000,
  size: 100_000,
  items: 10_000,
  total: 1_000_000,
  depth: 20,
  time: 1000,
};

/** A value known while compiling; undefined where there is none. */
type Constant = { readonly value: unknown } | undefined;

/** Kinds that Jinja2 does not try to compute by themselves. */
const unoptimised = new Set<Expression['kind']>([
  'Name',
  'NSRef',
  'Const',
  'TemplateData',
  'Tuple',
  'List',
  'Dict',
  'Slice',
]);

/**
 * The value of an expression of constants alone, computed as Jinja2's optimiser does; undefined where it is not
 * constant or is a value that may change. Some mistakes in constants are found here, and thrown.
 */
export function foldConstant(compiler: Compiler, node: Expression): Constant {
  if (node.kind === 'Const') return node;
  if (compiler.escaping.volatile || unoptimised.has(node.kind)) return undefined;
  return withBudget(foldingLimits, () => {
    const folder = new Folder(compiler);
    folder.check(node);
    const constant = folder.compute(node);
    return constant !== undefined && isImmutable(constant.value) ? constant : undefined;
  });
}

/** The value of an expression that is printed or decides something now; undefined where it has none or fails. */
export function computeConstant(compiler: Compiler, node: Expression): Constant {
  try {
    return withBudget(foldingLimits, () => new Folder(compiler).compute(node));
  } catch (error) {
    if (error instanceof PyError) return undefined;
    throw error;
  }
}

class Folder {
  readonly #compiler: Compiler;
  readonly #known: Map<Expression, Constant>;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
    this.#known = compiler.constants;
  }

  /** Computes all parts of an expression, innermost first: a mistake in one is thrown although it may never run. */
  check(node: Expression): void {
    if (this.#known.has(node)) return;
    for (const child of childrenOf(node)) if (isExpression(child)) this.check(child);
    this.#known.set(node, this.#compute(node));
  }

  compute(node: Expression): Constant {
    return this.#known.has(node) ? this.#known.get(node) : this.#compute(node);
  }

  #compute(node: Expression): Constant {
    switch (node.kind) {
      case 'Const':
        return node;
      case 'TemplateData':
        return this.#computeText(node.text);
      case 'Tuple':
        return mapped(this.#computeAll(node.items), (items) => new PyTuple(items));
      case 'List':
        return mapped(this.#computeAll(node.items), (items) => items);
      case 'Dict':
        return this.#computeDict(node.items);
      case 'Concat':
        return this.#computeConcat(node.parts);
      case 'And':
      case 'Or':
        return this.#computeLogic(node);
      case 'CondExpr':
        return this.#computeConditional(node);
      case 'Compare':
        return this.#computeComparison(node);
      case 'Not':
        return attempt(() => mapped(this.compute(node.operand), (value) => !isTrue(value)));
      case 'Neg':
        return attempt(() => mapped(this.compute(node.operand), negate));
      case 'Pos':
        return attempt(() => mapped(this.compute(node.operand), plus));
      case 'Getattr':
        return attempt(() =>
          mapped(this.compute(node.target), (value) => this.#attribute(value, node.attribute)),
        );
      case 'Getitem':
        return attempt(() => this.#computeItem(node.target, node.key));
      case 'Slice':
        return this.#computeSlice(node);
      case 'Filter':
      case 'Test':
        return this.#computeOperation(node);
      case 'Name':
      case 'NSRef':
      case 'Call':
        return undefined;
      default:
        return this.#computeArithmetic(node.kind, node.left, node.right);
    }
  }

  #computeText(text: string): Constant {
    const { autoescape, volatile } = this.#compiler.escaping;
    if (volatile) return undefined;
    return { value: autoescape ? new Markup(text) : text };
  }

  #computeAll(nodes: readonly Expression[]): { readonly value: unknown[] } | undefined {
    const values: unknown[] = [];
    for (const node of nodes) {
      const constant = this.compute(node);
      if (constant === undefined) return undefined;
      values.push(constant.value);
    }
    return { value: values };
  }

  /** Each part is made text before the next is looked at: that may fail first. */
  #computeConcat(parts: readonly Expression[]): Constant {
    let text = '';
    for (const part of parts) {
      const constant = this.compute(part);
      if (constant === undefined) return undefined;
      text += str(constant.value);
    }
    return { value: text };
  }

  #computeDict(items: readonly { readonly key: Expression; readonly value: Expression }[]): Constant {
    const dict = new PyDict();
    for (const item of items) {
      const pair = this.#computeAll([item.key, item.value]);
      if (pair === undefined) return undefined;
      dict.set(pair.value[0], pair.value[1]);
    }
    return { value: dict };
  }

  #computeLogic(node: BinaryNode): Constant {
    const left = this.compute(node.left);
    if (left === undefined) return undefined;
    return isTrue(left.value) === (node.kind === 'And') ? this.compute(node.right) : left;
  }

  #computeConditional(node: ConditionalNode): Constant {
    const test = this.compute(node.test);
    if (test === undefined) return undefined;
    if (isTrue(test.value)) return this.compute(node.then);
    return node.otherwise === undefined ? undefined : this.compute(node.otherwise);
  }

  #computeComparison(node: CompareNode): Constant {
    const first = this.compute(node.first);
    if (first === undefined) return undefined;
    return attempt(() => {
      let left = first.value;
      for (const { comparison, operand } of node.rest) {
        const right = this.compute(operand);
        if (right === undefined) return undefined;
        if (!comparisons[comparison](left, right.value)) return { value: false };
        left = right.value;
      }
      return { value: true };
    });
  }

  #computeArithmetic(kind: ArithmeticKind | 'And' | 'Or', left: Expression, right: Expression): Constant {
    if (kind === 'And' || kind === 'Or') return undefined;
    return attempt(() =>
      mapped(this.#computeAll([left, right]), ([first, second]) => operations[kind](first, second)),
    );
  }

  #attribute(value: unknown, name: string): unknown {
    return getAttribute(value, name, this.#compiler.environment.undefinedMode);
  }

  #computeItem(target: Expression, key: Expression): Constant {
    return mapped(this.#computeAll([target, key]), ([value, index]) => this.#item(value, index));
  }

  /** A slice of constants is looked up like any key, so that one that fails is undefined. */
  #item(value: unknown, key: unknown): unknown {
    const mode = this.#compiler.environment.undefinedMode;
    if (!(key instanceof PySlice)) return getItem(value, key, mode);
    try {
      return slice(value, key.start, key.stop, key.step);
    } catch (error) {
      if (error instanceof PyError && error.kind === 'TypeError') {
        return new Undefined(mode, { owner: value, name: key });
      }
      throw error;
    }
  }

  #computeSlice(node: SliceNode): Constant {
    const none: Expression = { kind: 'Const', line: node.line, value: null };
    const bounds = this.#computeAll([node.start ?? none, node.stop ?? none, node.step ?? none]);
    return mapped(bounds, ([start, stop, step]) => new PySlice(start, stop, step));
  }

  #computeOperation(node: FilterNode | TestNode): Constant {
    const { environment, escaping, name } = this.#compiler;
    if (escaping.volatile || node.target === undefined) return undefined;
    const operation = (node.kind === 'Filter' ? environment.filters : environment.tests).get(node.name);
    if (operation === undefined || operation.usesContext) return undefined;
    const args = this.#computeAll(node.args);
    const named = this.#computeAll(node.kwargs.map((pair) => pair.value));
    const more = this.#computeDynamic(node);
    const target = this.compute(node.target);
    if (args === undefined || named === undefined || more === undefined || target === undefined)
      return undefined;
    const kwargs = new Map(node.kwargs.map((pair, index) => [pair.key, named.value[index]]));
    for (const [key, value] of more.kwargs) kwargs.set(key, value);
    return attempt(() => {
      const bound = bindArguments(operation.signature, [target.value, ...args.value, ...more.args], kwargs);
      const names = { layers: [], variables: undefined, globals: environment.globals };
      const render = new Render(environment, undefined);
      const context = new Context(render, name, names, new EscapeState(escaping.autoescape));
      return { value: operation.body(bound.values, context, bound) };
    });
  }

  /** `*args` and `**kwargs` of constants. */
  #computeDynamic(
    node: FilterNode | TestNode,
  ): { args: unknown[]; kwargs: Map<string, unknown> } | undefined {
    const args = node.dynamicArgs === undefined ? { value: [] } : this.compute(node.dynamicArgs);
    const kwargs =
      node.dynamicKwargs === undefined ? { value: new PyDict() } : this.compute(node.dynamicKwargs);
    if (args === undefined || !(kwargs?.value instanceof PyDict)) return undefined;
    const named = new Map<string, unknown>();
    for (const [key, value] of kwargs.value) {
      if (typeof key !== 'string') return undefined;
      named.set(key, value);
    }
    const list = attempt(() => ({ value: toList(args.value) }));
    return Array.isArray(list?.value) ? { args: list.value, kwargs: named } : undefined;
  }
}

function mapped<T>(constant: { readonly value: T } | undefined, apply: (value: T) => unknown): Constant {
  return constant === undefined ? undefined : { value: apply(constant.value) };
}

/** A mistake here is left to be found when the template runs. */
function attempt(compute: () => Constant): Constant {
  try {
    return compute();
  } catch (error) {
    if (error instanceof PyError) return undefined;
    throw error;
  }
}

function isExpression(node: { readonly kind: string }): node is Expression {
  return node.kind !== 'Output';
}

function isImmutable(value: unknown): boolean {
  if (value instanceof PyTuple) return value.items.every(isImmutable);
  return typeof value !== 'object' || value === null || value instanceof PyFloat || value instanceof Markup;
}
