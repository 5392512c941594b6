import { iterate } from '../python/iterate.ts';
import { missing } from '../python/object.ts';
import { PyIterator } from '../python/sequences.ts';
import { isTrue } from '../python/truth.ts';
import { Activation, type Evaluate, type Execute } from '../runtime/activation.ts';
import { spend } from '../runtime/budget.ts';
import { LoopContext } from '../runtime/loop.ts';
import type { ForNode } from '../syntax/nodes.ts';
import { descendants, findUndeclared } from '../syntax/walk.ts';
import { Provenance } from '../trace/provenance.ts';
import { TracedItems } from '../trace/traced-items.ts';
import { compileExpression } from './compile-expression.ts';
import { compileRecursive } from './compile-recursive-loop.ts';
import { type BlockScope, compileEntry, compileExit, FunctionScope } from './compile-scope.ts';
import { compileBody } from './compile-statement.ts';
import { type Assign, compileTarget } from './compile-target.ts';
import type { Compiler } from './compiler.ts';
import { analyzeLoop } from './symbols.ts';

/** What a compiled loop needs at run time. */
export interface Loop {
  readonly line: number;
  readonly assign: Assign;
  readonly enter: Execute;
  readonly body: Execute;
  readonly leave: Execute;
  /** The `else` part; undefined for none. */
  readonly otherwise: Execute | undefined;
  /** Keeps the items that pass the `if`; undefined for none. */
  readonly select: Select | undefined;
  /** The slot of `loop`; undefined where nothing uses it. */
  readonly loopSlot: number | undefined;
}

type Select = (activation: Activation, items: unknown) => Iterator<unknown>;

/** `{% for … %}`. */
export function compileFor(compiler: Compiler, node: ForNode, scope: BlockScope): Execute {
  const isExtended = usesLoop(node);
  const fn = node.recursive ? new FunctionScope(scope.fn) : scope.fn;
  const inside = scope.inner(fn);
  const elseScope = scope.inner(fn);
  if (node.recursive) {
    inside.captures = true;
    elseScope.captures = true;
  }
  if (isExtended) inside.symbols.declareParameter('loop');
  analyzeLoop(inside.symbols, node, 'body');
  if (node.otherwise.length > 0) analyzeLoop(elseScope.symbols, node, 'else');
  inside.claim();
  elseScope.claim();
  const select = compileSelect(compiler, node, scope);
  rejectLoopTarget(compiler, node);
  const line = compiler.mark(node);
  const iterable = node.recursive ? undefined : compileExpression(compiler, node.iterable, scope);
  const loop: Loop = {
    line,
    select,
    loopSlot: isExtended ? inside.locate('loop').slot : undefined,
    enter: compileEntry(inside, compiler.traced),
    assign: compileTarget(compiler, node.target, inside),
    body: compileBody(compiler, node.body, inside),
    leave: compileExit(inside),
    otherwise: compileElse(compiler, node, elseScope),
  };
  if (iterable !== undefined) return runLoop(compiler, loop, iterable);
  return compileRecursive(compiler, node, scope, loop, fn);
}

/** An extended loop knows its position: where `loop` is used, or a scoped block may use it. */
function usesLoop(node: ForNode): boolean {
  if (node.recursive || findUndeclared(node.body, ['loop']).has('loop')) return true;
  for (const inner of descendants([...node.body, ...node.otherwise])) {
    if (inner.kind === 'Block' && inner.scoped) return true;
  }
  return false;
}

function rejectLoopTarget(compiler: Compiler, node: ForNode): void {
  const parts = [node.target, node.iterable, ...node.body, ...node.otherwise];
  for (const inner of descendants(node.test === undefined ? parts : [...parts, node.test])) {
    if (inner.kind === 'Name' && inner.use === 'store' && inner.name === 'loop') {
      compiler.fail("Can't assign to special loop variable in for-loop target", inner.line);
    }
  }
}

function compileElse(compiler: Compiler, node: ForNode, scope: BlockScope): Execute | undefined {
  if (node.otherwise.length === 0) return undefined;
  const enter = compileEntry(scope, compiler.traced);
  const body = compileBody(compiler, node.otherwise, scope);
  const leave = compileExit(scope);
  return (activation) => {
    enter(activation);
    body(activation);
    leave(activation);
  };
}

/** The `if` of a loop is a function of its own that hands on what passes. */
function compileSelect(compiler: Compiler, node: ForNode, scope: BlockScope): Select | undefined {
  const { test } = node;
  if (test === undefined) return undefined;
  const fn = new FunctionScope(scope.fn);
  const inside = scope.inner(fn);
  analyzeLoop(inside.symbols, node, 'test');
  const line = compiler.mark(test);
  const enter = compileEntry(inside, compiler.traced);
  const assign = compileTarget(compiler, node.target, inside);
  const passes = compileExpression(compiler, test, inside);
  const { traced } = compiler;
  return function* select(outer: Activation, items: unknown): Iterator<unknown> {
    const { render } = outer;
    const activation = new Activation(fn.size, outer.context, render, outer);
    render.line = line;
    enter(activation);
    const tracer = traced ? render.tracer : undefined;
    const histories = tracer && new TracedItems(tracer, iterate(items), items, new Provenance());
    const iterator = histories ?? iterate(items);
    for (;;) {
      // Whoever asks for the next item gets its own line back.
      const outerLine = render.line;
      render.line = line;
      const step = iterator.next();
      if (step.done) {
        render.line = outerLine;
        return;
      }
      spend(1);
      const history = histories?.takeHistory();
      assign(activation, step.value, history);
      const chosen = traced ? chooseTraced(activation, passes) : isTrue(passes(activation));
      render.line = outerLine;
      if (!chosen) continue;
      tracer?.use(history);
      yield step.value;
    }
  };
}

/** What the test looks at chooses the item; it is no part of it. */
function chooseTraced(activation: Activation, passes: Evaluate): boolean {
  const { tracer } = activation.render;
  if (tracer === undefined) return isTrue(passes(activation));
  const { value, made } = tracer.apart(() => isTrue(passes(activation)));
  if (!made.isEmpty()) tracer.value.addChoice({ decided: made, outer: undefined });
  return value;
}

function runLoop(compiler: Compiler, loop: Loop, iterable: Evaluate): Execute {
  const { line } = loop;
  if (compiler.traced) {
    return (activation) => {
      const { render } = activation;
      render.line = line;
      const { tracer } = render;
      if (tracer === undefined) return;
      const { value, made } = tracer.apart(() => iterable(activation));
      iterateTraced(activation, loop, value, made, undefined, 0);
    };
  }
  if (loop.loopSlot === undefined) {
    return (activation) => {
      activation.render.line = line;
      iteratePlainly(activation, loop, iterable(activation));
    };
  }
  return (activation) => {
    activation.render.line = line;
    iterateExtended(activation, loop, iterable(activation), undefined, 0);
  };
}

function iteratePlainly(activation: Activation, loop: Loop, items: unknown): void {
  const { assign, enter, body, line, select } = loop;
  const { render } = activation;
  const iterator = select === undefined ? iterate(items) : select(activation, items);
  let isEmpty = true;
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    spend(1);
    assign(activation, step.value);
    enter(activation);
    body(activation);
    isEmpty = false;
    render.line = line;
  }
  finish(activation, loop, isEmpty);
}

function finish(activation: Activation, loop: Loop, isEmpty: boolean): void {
  loop.leave(activation);
  if (isEmpty) loop.otherwise?.(activation);
}

/** Renders the body again for the items of an item. */
export type Recurse = (items: unknown, depth: number) => unknown;

export function iterateExtended(
  activation: Activation,
  loop: Loop,
  items: unknown,
  recurse: Recurse | undefined,
  depth: number,
): void {
  const { assign, enter, body, line, select, loopSlot } = loop;
  const { render } = activation;
  const selected = select === undefined ? items : new PyIterator('generator', select(activation, items));
  const context = new LoopContext(selected, render.environment.undefinedMode, recurse, depth);
  let isEmpty = true;
  for (let item = context.next(); item !== missing; item = context.next()) {
    spend(1);
    assign(activation, item);
    if (loopSlot !== undefined) activation.slots[loopSlot] = context;
    enter(activation);
    body(activation);
    isEmpty = false;
    render.line = line;
  }
  finish(activation, loop, isEmpty);
}

/** The same, each item with a history: its place in the container, and what the container was made of. */
export function iterateTraced(
  activation: Activation,
  loop: Loop,
  items: unknown,
  made: Provenance,
  recurse: Recurse | undefined,
  depth: number,
): LoopContext | undefined {
  const { assign, enter, body, line, select, loopSlot } = loop;
  const { render } = activation;
  const { tracer } = render;
  if (tracer === undefined) return undefined;
  const iterator = select === undefined ? iterate(items) : select(activation, items);
  const traced = new TracedItems(tracer, iterator, select === undefined ? items : undefined, made);
  const source = select === undefined ? items : new PyIterator('generator', iterator);
  const context = new LoopContext(source, render.environment.undefinedMode, recurse, depth, traced);
  let isEmpty = true;
  for (let item = context.next(); item !== missing; item = context.next()) {
    spend(1);
    const history = traced.takeHistory();
    assign(activation, item, history);
    if (loopSlot !== undefined) {
      activation.slots[loopSlot] = context;
      activation.histories[loopSlot] = undefined;
    }
    tracer.within(select === undefined ? traced.decided : withChoice(traced.decided, history), () => {
      enter(activation);
      body(activation);
    });
    isEmpty = false;
    render.line = line;
  }
  tracer.within(traced.decided, () => finish(activation, loop, isEmpty));
  return context;
}

/** The body runs for an item that passed the `if`: what the test looked at decided that, even about plain text. */
function withChoice(decided: Provenance, history: Provenance | undefined): Provenance {
  if (history === undefined) return decided;
  const both = new Provenance();
  both.add(decided);
  both.add(history);
  return both;
}
