import { quote } from '../python/quote.ts';
import { Activation, type Execute } from '../runtime/activation.ts';
import { parentOf, TemplateReference } from '../runtime/block-reference.ts';
import type { BlockFunction, Context } from '../runtime/context.ts';
import { PyError } from '../runtime/errors.ts';
import { loadTemplate } from '../runtime/load-template.ts';
import type { BlockNode, ExtendsNode, Statement, TemplateNode } from '../syntax/nodes.ts';
import { descendants, findBlocks, findUndeclared } from '../syntax/walk.ts';
import { compileExpression } from './compile-expression.ts';
import { type Locals, localsOf } from './compile-include.ts';
import { BlockScope, compileEntry, FunctionScope } from './compile-scope.ts';
import { compileBody } from './compile-statement.ts';
import type { CompiledTemplate } from './compiled.ts';
import { type Compiler, Unreachable } from './compiler.ts';
import { analyzeBody, Symbols } from './symbols.ts';

/** Compiles a whole template. */
export function compileTemplate(compiler: Compiler, template: TemplateNode): CompiledTemplate {
  for (const block of findBlocks(template.body)) {
    if (compiler.blocks.has(block.name)) {
      compiler.fail(`block ${quote(block.name)} defined twice`, block.line);
    }
    compiler.blocks.set(block.name, block);
  }
  const root = compileRoot(compiler, template.body);
  for (const block of compiler.blocks.values()) {
    compiler.compiledBlocks.set(block.name, compileBlock(compiler, block));
  }
  return { name: compiler.name, blocks: compiler.compiledBlocks, run: root };
}

/** A function of the template: its variables, its special names, its body. */
function compileFunction(
  compiler: Compiler,
  scope: BlockScope,
  body: readonly Statement[],
  specials: readonly string[],
): (context: Context, special: (name: string) => unknown) => Activation {
  const { fn } = scope;
  const slots = specials.map((name) => ({ name, slot: fn.own(scope.symbols.declareParameter(name)) }));
  analyzeBody(scope.symbols, body);
  const enter = compileEntry(scope, compiler.traced);
  const run = compileBody(compiler, body, scope);
  return (context, special) => {
    const activation = new Activation(fn.size, context, context.render);
    for (const { name, slot } of slots) activation.slots[slot] = special(name);
    enter(activation);
    run(activation);
    return activation;
  };
}

function compileRoot(compiler: Compiler, body: readonly Statement[]): (context: Context) => void {
  const scope = new BlockScope(new Symbols(), new FunctionScope());
  scope.toplevel = true;
  scope.rootlevel = true;
  scope.checksOutput = [...descendants(body)].some((node) => node.kind === 'Extends');
  const run = compileFunction(compiler, scope, body, [...findUndeclared(body, ['self'])]);
  const { name } = compiler;
  return (context) =>
    context.render.inside(name, () => {
      const activation = run(context, () => new TemplateReference(context));
      activation.parentTemplate?.run(context);
    });
}

function compileBlock(compiler: Compiler, block: BlockNode): BlockFunction {
  compiler.mark(block);
  const scope = new BlockScope(new Symbols(), new FunctionScope());
  const specials = [...findUndeclared(block.body, ['self', 'super'])];
  const run = compileFunction(compiler, scope, block.body, specials);
  const { name } = compiler;
  const compiled: BlockFunction = {
    name: block.name,
    run: (context) =>
      context.render.inside(name, () => {
        run(context, (special) =>
          special === 'super' ? parentOf(context, compiled) : new TemplateReference(context),
        );
      }),
  };
  return compiled;
}

/** `{% block %}` where it stands: renders the innermost block of its name. */
export function compilePlacedBlock(compiler: Compiler, node: BlockNode, scope: BlockScope): Execute {
  const { name, required, scoped } = node;
  if (scope.toplevel && compiler.hasKnownExtends) return () => {};
  const checksExtends = scope.toplevel && compiler.extendsSoFar > 0;
  const locals: Locals | undefined = scoped ? localsOf(scope) : undefined;
  const line = compiler.mark(node);
  return (activation) => {
    if (checksExtends && activation.root.parentTemplate !== undefined) return;
    const { context, render } = activation;
    render.line = line;
    const stack = context.blocks.get(name) ?? [];
    if (required && stack.length <= 1) {
      throw new PyError('TemplateRuntimeError', `Required block ${quote(name)} not found`);
    }
    const given = locals?.(activation);
    stack[0]?.run(given === undefined ? context : context.derive(given.values, given.histories));
    render.line = line;
  };
}

/** `{% extends %}`; adds its steps itself, because what follows a second one never runs. */
export function compileExtends(
  compiler: Compiler,
  node: ExtendsNode,
  scope: BlockScope,
  steps: Execute[],
): void {
  if (!scope.toplevel) compiler.fail('cannot use extend from a non top-level scope', node.line);
  if (compiler.extendsSoFar > 0) {
    const { hasKnownExtends, line } = compiler;
    steps.push((activation) => {
      if (!hasKnownExtends && activation.root.parentTemplate === undefined) return;
      activation.render.line = line;
      throw new PyError('TemplateRuntimeError', 'extended multiple times');
    });
    if (hasKnownExtends) throw new Unreachable('after a second extends');
  }
  const line = compiler.mark(node);
  const name = compileExpression(compiler, node.template, scope);
  steps.push((activation) => {
    const { context, render, root } = activation;
    render.line = line;
    const parent = loadTemplate(render, name(activation));
    root.parentTemplate = parent;
    for (const [block, compiled] of parent.blocks) {
      const stack = context.blocks.get(block);
      if (stack === undefined) context.blocks.set(block, [compiled]);
      else stack.push(compiled);
    }
  });
  if (scope.rootlevel) compiler.hasKnownExtends = true;
  compiler.extendsSoFar += 1;
}
