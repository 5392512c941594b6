import { missing } from '../python/object.ts';
import { quote } from '../python/quote.ts';
import { Undefined } from '../python/undefined.ts';
import { Activation, type Evaluate, type Execute } from '../runtime/activation.ts';
import { EscapeState } from '../runtime/context.ts';
import { Macro, type MacroShape } from '../runtime/macro.ts';
import type { CallBlockNode, MacroNode } from '../syntax/nodes.ts';
import { SyntaxProblem } from '../syntax/tokens.ts';
import { findUndeclared } from '../syntax/walk.ts';
import type { Provenance } from '../trace/provenance.ts';
import { compileExpression } from './compile-expression.ts';
import { type BlockScope, compileEntry, FunctionScope } from './compile-scope.ts';
import { compileBody } from './compile-statement.ts';
import type { Compiler } from './compiler.ts';
import { analyzeNode } from './symbols.ts';

/** Compiles a macro, or the body of a `call` block, to what makes the `Macro` at its place. */
export function compileMacro(
  compiler: Compiler,
  node: MacroNode | CallBlockNode,
  scope: BlockScope,
): Evaluate {
  rejectDuplicates(node);
  const fn = new FunctionScope(scope.fn);
  const inside = scope.inner(fn);
  inside.checksOutput = false;
  inside.captures = true;
  analyzeNode(inside.symbols, node);
  const shape = declareSpecial(compiler, node, inside);
  analyzeNode(inside.symbols, node);
  inside.claim();
  const line = compiler.mark(node);
  const parameters = [...shape.parameters, ...specialsOf(shape)].map((name) => inside.locate(name).slot);
  const enter = compileEntry(inside, compiler.traced);
  const defaults = compileDefaults(compiler, node, inside);
  const body = compileBody(compiler, node.body, inside);
  const { name } = compiler;
  return (definition) =>
    new Macro(
      shape,
      (values, histories) => {
        const { render } = definition;
        return render.inside(name, () => {
          const activation = new Activation(fn.size, definition.context, render, definition);
          parameters.forEach((slot, index) => {
            activation.slots[slot] = values[index];
            activation.histories[slot] = histories?.[index];
          });
          return runMacro(activation, (inner) => {
            render.line = line;
            enter(inner);
            defaults(inner);
            body(inner);
          });
        });
      },
      new EscapeState(definition.context.escaping.setting),
      definition.context,
    );
}

/** Python's compiler finds these, so the class of the error is Python's own. */
function rejectDuplicates(node: MacroNode | CallBlockNode): void {
  const names = node.args.map((arg) => arg.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new SyntaxProblem(`duplicate argument ${quote(twice)} in macro definition`, node.line, 'SyntaxError');
}

/** Runs a body and answers its text; while tracing, the parts of the text are remembered too. */
export function runMacro(activation: Activation, run: Execute): string {
  const { render } = activation;
  const { tracer } = render;
  if (tracer === undefined) return render.capture(() => run(activation));
  const outer = tracer.value;
  const rich = tracer.capture(() => run(activation));
  tracer.value = outer;
  outer.add(rich);
  return rich.text;
}

/** Finds out whether a body uses `caller`, `kwargs` and `varargs`, and makes them parameters. */
function declareSpecial(compiler: Compiler, node: MacroNode | CallBlockNode, inside: BlockScope): MacroShape {
  const parameters = node.args.map((arg) => arg.name);
  const undeclared = findUndeclared(node.body, ['caller', 'kwargs', 'varargs']);
  const explicitCaller = parameters.lastIndexOf('caller');
  let takesCaller = false;
  if (undeclared.has('caller')) {
    if (explicitCaller === -1) inside.symbols.declareParameter('caller');
    else if (explicitCaller < parameters.length - node.defaults.length) failAtCaller(compiler, node.line);
    takesCaller = true;
  }
  const takesKwargs = undeclared.has('kwargs') && !parameters.includes('kwargs');
  const takesVarargs = undeclared.has('varargs') && !parameters.includes('varargs');
  if (takesKwargs) inside.symbols.declareParameter('kwargs');
  if (takesVarargs) inside.symbols.declareParameter('varargs');
  const name = node.kind === 'Macro' ? node.name : undefined;
  return { name, parameters, takesCaller, takesKwargs, takesVarargs };
}

function failAtCaller(compiler: Compiler, line: number): never {
  return compiler.fail(
    'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
    line,
  );
}

/** The special parameters in the order in which a macro gets them. */
function specialsOf(shape: MacroShape): string[] {
  const names: string[] = [];
  if (shape.takesCaller && !shape.parameters.includes('caller')) names.push('caller');
  if (shape.takesKwargs) names.push('kwargs');
  if (shape.takesVarargs) names.push('varargs');
  return names;
}

/** Fills in parameters that were not given, from left to right: a default may use those before it. */
function compileDefaults(compiler: Compiler, node: MacroNode | CallBlockNode, inside: BlockScope): Execute {
  const unset = inside.symbols.parameters();
  compiler.unsetParameters.push(unset);
  const mode = compiler.environment.undefinedMode;
  const first = node.args.length - node.defaults.length;
  const steps = node.args.map((arg, index) => {
    const { slot } = inside.locate(arg.name);
    const given = node.defaults[index - first];
    const hint = `parameter ${quote(arg.name)} was not provided`;
    const value: Evaluate =
      given === undefined
        ? () => new Undefined(mode, { hint, name: arg.name })
        : compileExpression(compiler, given, inside);
    unset.delete(inside.refOf(arg.name));
    return compileDefault(slot, value, compiler.traced);
  });
  compiler.unsetParameters.pop();
  return (activation) => {
    for (const step of steps) step(activation);
  };
}

function compileDefault(slot: number, value: Evaluate, traced: boolean): Execute {
  return (activation) => {
    if (activation.slots[slot] !== missing) return;
    const { tracer } = activation.render;
    if (!traced || tracer === undefined) {
      activation.slots[slot] = value(activation);
      return;
    }
    const computed: { readonly value: unknown; readonly made: Provenance } = tracer.apart(() =>
      value(activation),
    );
    activation.slots[slot] = computed.value;
    activation.histories[slot] = computed.made;
  };
}
