import { attributeOf, callValue, getAttribute } from '../python/attributes.ts';
import { PyDict } from '../python/dict.ts';
import { toList, tryIterate } from '../python/iterate.ts';
import { callMethod } from '../python/methods.ts';
import { dictMethods } from '../python/methods-dict.ts';
import { listMethods } from '../python/methods-list.ts';
import { strMethods } from '../python/methods-str.ts';
import { type Kwargs, noKwargs } from '../python/object.ts';
import { PyDictView } from '../python/sequences.ts';
import { fullTypeName } from '../python/type-names.ts';
import type { Activation, Evaluate } from '../runtime/activation.ts';
import { PyError } from '../runtime/errors.ts';
import { LoopContext } from '../runtime/loop.ts';
import { Macro } from '../runtime/macro.ts';
import type { Arguments, AttributeNode, CallNode, Expression } from '../syntax/nodes.ts';
import { SyntaxProblem } from '../syntax/tokens.ts';
import type { Provenance } from '../trace/provenance.ts';
import type { Tracer } from '../trace/tracer.ts';
import { traceRead } from './compile-access.ts';
import { compileExpression } from './compile-expression.ts';
import type { BlockScope } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';

/** The arguments of a call as they are computed: in order, and by name. */
export interface GivenArguments {
  readonly args: Evaluate[];
  readonly kwargs: readonly { readonly key: string; readonly value: Evaluate }[];
  readonly dynamicArgs: Evaluate | undefined;
  readonly dynamicKwargs: Evaluate | undefined;
}

export function compileArguments(compiler: Compiler, node: Arguments, scope: BlockScope): GivenArguments {
  const compile = (child: Expression): Evaluate => compileExpression(compiler, child, scope);
  rejectRepeated(node);
  return {
    args: node.args.map(compile),
    kwargs: node.kwargs.map(({ key, value }) => ({ key, value: compile(value) })),
    dynamicArgs: node.dynamicArgs === undefined ? undefined : compile(node.dynamicArgs),
    dynamicKwargs: node.dynamicKwargs === undefined ? undefined : compile(node.dynamicKwargs),
  };
}

/** Python's compiler finds these, so the class of the error is Python's own. */
function rejectRepeated({ kwargs }: Arguments): void {
  const keys = kwargs.map(({ key }) => key);
  const twice = kwargs.find(({ key }, index) => keys.indexOf(key) !== index);
  if (twice === undefined) return;
  throw new SyntaxProblem(`keyword argument repeated: ${twice.key}`, twice.value.line, 'SyntaxError');
}

/** Computes positional arguments; `*more` comes before the named ones, as in Python. */
export function evaluateArgs(given: GivenArguments, activation: Activation): unknown[] {
  const args = given.args.map((arg) => arg(activation));
  if (given.dynamicArgs !== undefined) args.push(...spreadArgs(given.dynamicArgs(activation)));
  return args;
}

function spreadArgs(value: unknown): unknown[] {
  if (tryIterate(value) !== undefined) return toList(value);
  throw new PyError('TypeError', `Value after * must be an iterable, not ${fullTypeName(value)}`);
}

/** Computes named arguments. */
export function evaluateKwargs(given: GivenArguments, activation: Activation, callee: string): Kwargs {
  if (given.kwargs.length === 0 && given.dynamicKwargs === undefined) return noKwargs;
  const kwargs: Kwargs = new Map();
  for (const { key, value } of given.kwargs) kwargs.set(key, value(activation));
  if (given.dynamicKwargs !== undefined) spreadKwargs(given.dynamicKwargs(activation), kwargs, callee);
  return kwargs;
}

function spreadKwargs(value: unknown, kwargs: Kwargs, callee: string): void {
  if (!(value instanceof PyDict)) {
    const given = fullTypeName(value);
    throw new PyError('TypeError', `${callee}() argument after ** must be a mapping, not ${given}`);
  }
  for (const [key, item] of value) {
    if (typeof key !== 'string') throw new PyError('TypeError', 'keywords must be strings');
    if (kwargs.has(key)) {
      throw new PyError('TypeError', `${callee}() got multiple values for keyword argument '${key}'`);
    }
    kwargs.set(key, item);
  }
}

const contextCall = 'jinja2.runtime.Context.call';

/** Compiles a call; `caller` is the body of a `call` block that it is given. */
export function compileCall(
  compiler: Compiler,
  node: CallNode,
  scope: BlockScope,
  caller?: Evaluate,
): Evaluate {
  const { callee } = node;
  if (compiler.traced) return compileTracedCall(compiler, node, scope, caller);
  if (callee.kind === 'Getattr' && caller === undefined)
    return compileMethodCall(compiler, node, callee, scope);
  const target = compileExpression(compiler, callee, scope);
  const given = withCaller(compileArguments(compiler, node, scope), caller);
  return (activation) => {
    const value = target(activation);
    const args = evaluateArgs(given, activation);
    return invoke(activation, value, args, evaluateKwargs(given, activation, contextCall));
  };
}

function withCaller(given: GivenArguments, caller: Evaluate | undefined): GivenArguments {
  if (caller === undefined) return given;
  return { ...given, kwargs: [...given.kwargs, { key: 'caller', value: caller }] };
}

function invoke(activation: Activation, callee: unknown, args: unknown[], kwargs: Kwargs): unknown {
  if (callee instanceof Macro) return callee.invoke(args, kwargs, activation.context.escaping);
  return callValue(callee, args, kwargs);
}

/** `value.name(…)`: the methods of the common types are called without a bound method in between. */
function compileMethodCall(
  compiler: Compiler,
  node: CallNode,
  callee: AttributeNode,
  scope: BlockScope,
): Evaluate {
  const target = compileExpression(compiler, callee.target, scope);
  const given = compileArguments(compiler, node, scope);
  const { attribute } = callee;
  const strMethod = strMethods.get(attribute);
  const dictMethod = dictMethods.get(attribute);
  const listMethod = listMethods.get(attribute);
  const mode = compiler.environment.undefinedMode;
  return (activation) => {
    const self = target(activation);
    const isText = typeof self === 'string' && strMethod !== undefined;
    const isDict = self instanceof PyDict && dictMethod !== undefined;
    const isList = Array.isArray(self) && listMethod !== undefined;
    const bound = isText || isDict || isList ? undefined : getAttribute(self, attribute, mode);
    const args = evaluateArgs(given, activation);
    const kwargs = evaluateKwargs(given, activation, contextCall);
    if (isText) return callMethod(strMethod, self, args, kwargs);
    if (isDict) return callMethod(dictMethod, self, args, kwargs);
    if (isList) return callMethod(listMethod, self, args, kwargs);
    return invoke(activation, bound, args, kwargs);
  };
}

/** While tracing, each argument of a macro keeps its own history, and a container what is put into it. */
function compileTracedCall(
  compiler: Compiler,
  node: CallNode,
  scope: BlockScope,
  caller: Evaluate | undefined,
): Evaluate {
  const { callee } = node;
  const owner = callee.kind === 'Getattr' ? compileExpression(compiler, callee.target, scope) : undefined;
  const name = callee.kind === 'Getattr' ? callee.attribute : '';
  const target = owner === undefined ? compileExpression(compiler, callee, scope) : undefined;
  const given = withCaller(compileArguments(compiler, node, scope), caller);
  const mode = compiler.environment.undefinedMode;
  return (activation) => {
    const { tracer } = activation.render;
    const self = owner?.(activation);
    const value = target === undefined ? readCallee(tracer, self, name, mode) : target(activation);
    if (tracer === undefined) {
      const args = evaluateArgs(given, activation);
      return invoke(activation, value, args, evaluateKwargs(given, activation, contextCall));
    }
    return callTraced(activation, tracer, value, given, { self, name });
  };
}

/** A method is no data: only an item or attribute that is there besides counts as read. */
function readCallee(
  tracer: Tracer | undefined,
  self: unknown,
  name: string,
  mode: Parameters<typeof getAttribute>[2],
): unknown {
  const value = getAttribute(self, name, mode);
  const isMethod =
    typeof attributeOf(self, '__class__') !== 'symbol' &&
    !(self instanceof PyDict && self.get(name) === value);
  return isMethod ? value : traceRead(tracer, self, name, value);
}

const putting = new Set(['append', 'extend', 'insert', 'add', 'update', 'setdefault']);
const looking = new Set(['get', 'pop', 'setdefault']);

function callTraced(
  activation: Activation,
  tracer: Tracer,
  callee: unknown,
  given: GivenArguments,
  { self, name }: { readonly self: unknown; readonly name: string },
): unknown {
  const histories = new Map<number | string, Provenance>();
  const evaluateApart = (key: number | string, evaluate: Evaluate): unknown => {
    const { value, made } = tracer.apart(() => evaluate(activation));
    histories.set(key, made);
    return value;
  };
  const args = given.args.map((arg, index) => evaluateApart(index, arg));
  if (given.dynamicArgs !== undefined) {
    const { value, made } = tracer.apart(() => given.dynamicArgs?.(activation));
    for (const item of spreadArgs(value)) {
      histories.set(args.length, made);
      args.push(item);
    }
  }
  const kwargs: Kwargs = new Map();
  for (const { key, value } of given.kwargs) kwargs.set(key, evaluateApart(key, value));
  if (given.dynamicKwargs !== undefined) {
    const { value, made } = tracer.apart(() => given.dynamicKwargs?.(activation));
    spreadKwargs(value, kwargs, contextCall);
    for (const key of kwargs.keys()) if (!histories.has(key)) histories.set(key, made);
  }
  if (callee instanceof Macro) {
    return callee.invoke(args, kwargs, activation.context.escaping, histories);
  }
  for (const made of histories.values()) tracer.use(made);
  if (callee instanceof LoopContext) callee.argumentHistory = histories.get(0);
  if (putting.has(name)) for (const made of histories.values()) tracer.putInto(self, made);
  const result = callValue(callee, args, kwargs);
  traceResult(tracer, self, name, [...args, ...kwargs.values()], result);
  return result;
}

/** What a call of a method or function looked at, so far as it can be in its result. */
function traceResult(
  tracer: Tracer,
  self: unknown,
  name: string,
  given: readonly unknown[],
  result: unknown,
): void {
  if (self instanceof PyDict && looking.has(name)) {
    traceRead(tracer, self, given[0], result);
    return;
  }
  tracer.readContents(self);
  // A view leads to the dict itself.
  if (result instanceof PyDictView) return;
  const isContainer = typeof result === 'object' && result !== null;
  for (const value of [self, ...given]) {
    if (isContainer) tracer.readItems(value);
    else tracer.readDeep(value);
  }
}
