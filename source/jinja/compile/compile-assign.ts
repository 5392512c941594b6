import { missing } from '../python/object.ts';
import { Markup } from '../python/scalars.ts';
import { fullTypeName } from '../python/type-names.ts';
import type { Activation, Evaluate, Execute } from '../runtime/activation.ts';
import { PyError } from '../runtime/errors.ts';
import type { AssignBlockNode, AssignNode, Expression, FilterBlockNode, WithNode } from '../syntax/nodes.ts';
import { compileExpression } from './compile-expression.ts';
import { compileFilter } from './compile-operation.ts';
import { type BlockScope, compileEntry, compileExit, reach } from './compile-scope.ts';
import { compileBody } from './compile-statement.ts';
import { compileTarget, requireNamespace } from './compile-target.ts';
import type { Compiler } from './compiler.ts';
import { analyzeNode } from './symbols.ts';

/** `{% set target = value %}`. */
export function compileAssign(compiler: Compiler, node: AssignNode, scope: BlockScope): Execute {
  const line = compiler.mark(node);
  const value = compileExpression(compiler, node.value, scope);
  const check = compileCheck(node.target, scope);
  const assign = compileTarget(compiler, node.target, scope);
  const publish = compilePublish(node.target, scope);
  if (!compiler.traced) {
    return (activation) => {
      activation.render.line = line;
      check?.(activation);
      assign(activation, value(activation));
      publish(activation);
    };
  }
  return (activation) => {
    const { render } = activation;
    render.line = line;
    check?.(activation);
    const { tracer } = render;
    if (tracer === undefined) return;
    const computed = tracer.apart(() => value(activation));
    assign(activation, computed.value, tracer.settle(computed.made));
    publish(activation);
  };
}

/** An attribute is set on a namespace alone; that is found out before the value is computed. */
function compileCheck(target: Expression, scope: BlockScope): Execute | undefined {
  if (target.kind !== 'NSRef') return undefined;
  const { hops, slot } = scope.locate(target.name);
  return (activation) => requireNamespace(reach(activation, hops).slots[slot]);
}

/** At the top of a template, what is set is seen by included templates and exported. */
function compilePublish(target: Expression, scope: BlockScope): Execute {
  const names = namesOf(target);
  if (!scope.toplevel || names.length === 0) return () => {};
  const locations = names.map((name) => ({ name, ...scope.locate(name) }));
  return (activation) => {
    const { context } = activation;
    for (const { name, hops, slot } of locations) {
      const { slots, histories } = reach(activation, hops);
      context.publish(name, slots[slot], histories[slot]);
      if (!name.startsWith('_')) context.exported.add(name);
    }
  };
}

function namesOf(target: Expression): string[] {
  if (target.kind === 'Name') return [target.name];
  return target.kind === 'Tuple' ? target.items.flatMap(namesOf) : [];
}

/** Text rendered apart, safe where escaping is on; while tracing its parts are remembered. */
function compileCapture(run: Execute): Evaluate {
  return (activation) => {
    const { render } = activation;
    if (render.tracer === undefined) return render.capture(() => run(activation));
    const rich = render.tracer.capture(() => run(activation));
    render.tracer.value.add(rich);
    return rich.text;
  };
}

/** `{% set target %}…{% endset %}`. */
export function compileAssignBlock(compiler: Compiler, node: AssignBlockNode, scope: BlockScope): Execute {
  const inside = scope.inner();
  inside.checksOutput = false;
  inside.captures = true;
  analyzeNode(inside.symbols, node);
  const enter = compileEntry(inside, compiler.traced);
  const body = compileBody(compiler, node.body, inside);
  const line = compiler.mark(node);
  const text = compileCapture((activation) => {
    enter(activation);
    body(activation);
  });
  // The line is set again: the body has lines of its own.
  const block: Evaluate = (activation) => {
    const captured = text(activation);
    activation.render.line = line;
    return captured;
  };
  const { filter } = node;
  const filtered =
    filter === undefined ? block : compileFilter(compiler, filter, inside, asInput(compiler, block));
  const assign = compileTarget(compiler, node.target, scope);
  const publish = compilePublish(node.target, scope);
  const leave = compileExit(inside);
  return (activation) => {
    const { tracer } = activation.render;
    const compute = (): unknown => markSafe(activation, filtered(activation));
    if (tracer === undefined) {
      assign(activation, compute());
    } else {
      const { value, made } = tracer.apart(compute);
      assign(activation, value, tracer.settle(made));
    }
    publish(activation);
    leave(activation);
  };
}

function markSafe(activation: Activation, value: unknown): unknown {
  const isUnsafe = activation.context.escaping.autoescape && typeof value === 'string';
  return isUnsafe ? new Markup(value) : value;
}

/** The text of a section as its filter gets it. */
function asInput({ escaping }: Compiler, text: Evaluate): Evaluate {
  const { autoescape, volatile } = escaping;
  if (volatile) return (activation) => markSafe(activation, text(activation));
  return autoescape ? (activation) => new Markup(String(text(activation))) : text;
}

/** `{% with target = value, … %}…{% endwith %}`. */
export function compileWith(compiler: Compiler, node: WithNode, scope: BlockScope): Execute {
  const inside = scope.inner();
  analyzeNode(inside.symbols, node);
  const enter = compileEntry(inside, compiler.traced);
  // Jinja2 marks no line here: an error has that of the statement before.
  const { line } = compiler;
  const steps = node.targets.map((target, index) => {
    const assign = compileTarget(compiler, target, inside);
    const given = node.values[index];
    const value: Evaluate = given === undefined ? () => missing : compileExpression(compiler, given, scope);
    return (activation: Activation): void => {
      const { tracer } = activation.render;
      if (tracer === undefined) {
        assign(activation, value(activation));
        return;
      }
      const computed = tracer.apart(() => value(activation));
      assign(activation, computed.value, computed.made);
    };
  });
  const body = compileBody(compiler, node.body, inside);
  const leave = compileExit(inside);
  return (activation) => {
    activation.render.line = line;
    enter(activation);
    for (const step of steps) step(activation);
    body(activation);
    leave(activation);
  };
}

/** `{% filter … %}…{% endfilter %}`. */
export function compileFilterBlock(compiler: Compiler, node: FilterBlockNode, scope: BlockScope): Execute {
  const inside = scope.inner();
  inside.captures = true;
  analyzeNode(inside.symbols, node);
  const enter = compileEntry(inside, compiler.traced);
  const body = compileBody(compiler, node.body, inside);
  const line = compiler.mark(node);
  const text = compileCapture(body);
  const block: Evaluate = (activation) => {
    const captured = text(activation);
    activation.render.line = line;
    return captured;
  };
  const filtered = compileFilter(compiler, node.filter, inside, asInput(compiler, block));
  const leave = compileExit(inside);
  return (activation) => {
    enter(activation);
    writeResult(activation, filtered, compiler.name, line);
    leave(activation);
  };
}

/** Writes what a statement made as it is, with its history while tracing. */
export function writeResult(activation: Activation, compute: Evaluate, template: string, line: number): void {
  const { render } = activation;
  const { tracer } = render;
  if (tracer === undefined) {
    render.output.write(textOfResult(compute(activation)));
    return;
  }
  const { value, made } = tracer.apart(() => textOfResult(compute(activation)));
  tracer.writeValue(value, template, line, made);
}

function textOfResult(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.value;
  throw new PyError('TypeError', `sequence item 0: expected str instance, ${fullTypeName(value)} found`);
}
