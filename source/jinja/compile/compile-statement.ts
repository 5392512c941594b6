import { isTrue } from '../python/truth.ts';
import type { Execute } from '../runtime/activation.ts';
import type { AutoescapeNode, CallBlockNode, IfNode, MacroNode, Statement } from '../syntax/nodes.ts';
import { Provenance } from '../trace/provenance.ts';
import {
  compileAssign,
  compileAssignBlock,
  compileFilterBlock,
  compileWith,
  writeResult,
} from './compile-assign.ts';
import { compileCall } from './compile-call.ts';
import { compileExpression } from './compile-expression.ts';
import { compileFromImport, compileImport, compileInclude } from './compile-include.ts';
import { compileExtends, compilePlacedBlock } from './compile-inheritance.ts';
import { compileFor } from './compile-loop.ts';
import { compileMacro } from './compile-macro.ts';
import { compileOutput } from './compile-output.ts';
import { type BlockScope, compileEntry, compileExit, sequence } from './compile-scope.ts';
import { type Compiler, Unreachable } from './compiler.ts';
import { computeConstant } from './constants.ts';
import { analyzeNode } from './symbols.ts';

/** Compiles statements one after the other. */
export function compileBody(compiler: Compiler, body: readonly Statement[], scope: BlockScope): Execute {
  const steps: Execute[] = [];
  try {
    for (const node of body) compileInto(compiler, node, scope, steps);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  return sequence(steps);
}

/** A statement after which nothing runs is compiled all the same: it may say why. */
function compileInto(compiler: Compiler, node: Statement, scope: BlockScope, steps: Execute[]): void {
  if (node.kind === 'Extends') compileExtends(compiler, node, scope, steps);
  else steps.push(compileStatement(compiler, node, scope));
}

function compileStatement(
  compiler: Compiler,
  node: Exclude<Statement, { kind: 'Extends' }>,
  scope: BlockScope,
): Execute {
  switch (node.kind) {
    case 'Output':
      return compileOutput(compiler, node, scope);
    case 'For':
      return compileFor(compiler, node, scope);
    case 'If':
      return compileIf(compiler, node, scope);
    case 'Macro':
      return compileMacroDefinition(compiler, node, scope);
    case 'CallBlock':
      return compileCallBlock(compiler, node, scope);
    case 'FilterBlock':
      return compileFilterBlock(compiler, node, scope);
    case 'With':
      return compileWith(compiler, node, scope);
    case 'Scope':
      return compileAutoescape(compiler, node, scope);
    case 'Block':
      return compilePlacedBlock(compiler, node, scope);
    case 'Include':
      return compileInclude(compiler, node, scope);
    case 'Import':
      return compileImport(compiler, node, scope);
    case 'FromImport':
      return compileFromImport(compiler, node, scope);
    case 'Assign':
      return compileAssign(compiler, node, scope);
    case 'AssignBlock':
      return compileAssignBlock(compiler, node, scope);
  }
}

function compileIf(compiler: Compiler, node: IfNode, scope: BlockScope): Execute {
  const branchScope = scope.branch();
  const branches = [node, ...node.elifs].map((branch) => {
    const line = compiler.mark(branch);
    const test = compileExpression(compiler, branch.test, branchScope);
    return { line, test, body: compileBody(compiler, branch.body, branchScope) };
  });
  const otherwise = compileBody(compiler, node.otherwise, branchScope);
  if (compiler.traced) return compileTracedIf(branches, otherwise);
  const [first] = branches;
  if (first !== undefined && branches.length === 1) {
    const { line, test, body } = first;
    return (activation) => {
      activation.render.line = line;
      if (isTrue(test(activation))) body(activation);
      else otherwise(activation);
    };
  }
  return (activation) => {
    for (const { line, test, body } of branches) {
      activation.render.line = line;
      if (isTrue(test(activation))) {
        body(activation);
        return;
      }
    }
    otherwise(activation);
  };
}

interface Branch {
  readonly line: number;
  readonly test: (activation: Parameters<Execute>[0]) => unknown;
  readonly body: Execute;
}

/** What each test looked at decides about the branch that runs, and about all after it. */
function compileTracedIf(branches: readonly Branch[], otherwise: Execute): Execute {
  return (activation) => {
    const { tracer } = activation.render;
    if (tracer === undefined) return;
    const decided = new Provenance();
    for (const { line, test, body } of branches) {
      activation.render.line = line;
      const { value, made } = tracer.apart(() => isTrue(test(activation)));
      if (!made.isEmpty()) decided.add(made);
      if (value) {
        tracer.within(decided, () => body(activation));
        return;
      }
    }
    tracer.within(decided, () => otherwise(activation));
  };
}

function compileMacroDefinition(compiler: Compiler, node: MacroNode, scope: BlockScope): Execute {
  const make = compileMacro(compiler, node, scope);
  const { slot } = scope.locate(node.name);
  const { toplevel } = scope;
  const isPublic = !node.name.startsWith('_');
  return (activation) => {
    const macro = make(activation);
    activation.slots[slot] = macro;
    activation.histories[slot] = undefined;
    if (!toplevel) return;
    activation.context.publish(node.name, macro, undefined);
    if (isPublic) activation.context.exported.add(node.name);
  };
}

function compileCallBlock(compiler: Compiler, node: CallBlockNode, scope: BlockScope): Execute {
  const caller = compileMacro(compiler, node, scope);
  const line = compiler.mark(node);
  const call = compileCall(compiler, node.call, scope, caller);
  return (activation) => {
    activation.render.line = line;
    writeResult(activation, call, compiler.name, line);
  };
}

/** Escaping inside follows the value, which may be known only when the template runs. */
function compileAutoescape(compiler: Compiler, node: AutoescapeNode, scope: BlockScope): Execute {
  const inside = scope.inner();
  analyzeNode(inside.symbols, node);
  const enter = compileEntry(inside, compiler.traced);
  const { line, escaping } = compiler;
  const enabled = compileExpression(compiler, node.enabled, inside);
  const before = { ...escaping };
  const constant = computeConstant(compiler, node.enabled);
  if (constant === undefined) escaping.volatile = true;
  else escaping.autoescape = isTrue(constant.value);
  const body = compileBody(compiler, node.body, inside);
  Object.assign(escaping, before);
  const leave = compileExit(inside);
  return (activation) => {
    const { context, render } = activation;
    const { setting } = context.escaping;
    enter(activation);
    render.line = line;
    context.escaping.setting = enabled(activation);
    body(activation);
    context.escaping.setting = setting;
    leave(activation);
  };
}
