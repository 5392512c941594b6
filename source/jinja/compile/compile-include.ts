import { missing } from '../python/object.ts';
import { quote } from '../python/quote.ts';
import { Undefined } from '../python/undefined.ts';
import type { Activation, Evaluate, Execute } from '../runtime/activation.ts';
import type { Scope } from '../runtime/context.ts';
import { PyError } from '../runtime/errors.ts';
import { loadTemplate, selectTemplate } from '../runtime/load-template.ts';
import type { Render } from '../runtime/render.ts';
import { TemplateModule } from '../runtime/template-module.ts';
import type { FromImportNode, ImportNode, IncludeNode } from '../syntax/nodes.ts';
import type { Provenance, RichText } from '../trace/provenance.ts';
import { compileExpression } from './compile-expression.ts';
import { type BlockScope, reach } from './compile-scope.ts';
import type { CompiledTemplate } from './compiled.ts';
import type { Compiler } from './compiler.ts';

/** The variables assigned so far that another template gets to see. */
export interface LocalValues {
  readonly values: Map<string, unknown>;
  readonly histories: Map<string, Provenance>;
}

export type Locals = (activation: Activation) => LocalValues;

export function localsOf(scope: BlockScope): Locals {
  const places = [...scope.symbols.assigned()].map(([name, ref]) => ({ name, ...scope.fn.locate(ref) }));
  return (activation) => {
    const values = new Map<string, unknown>();
    const histories = new Map<string, Provenance>();
    for (const { name, hops, slot } of places) {
      const owner = reach(activation, hops);
      const value = owner.slots[slot];
      if (value === missing) continue;
      values.set(name, value);
      const history = owner.histories[slot];
      if (history !== undefined) histories.set(name, history);
    }
    return { values, histories };
  };
}

/** Jinja2 writes such an include past the text that is gathered, or drops the whole macro. */
const capturedInclude =
  'include without context does not work inside a macro, a call, a block set, a filter section or a recursive loop';

/** `{% include %}`. */
export function compileInclude(compiler: Compiler, node: IncludeNode, scope: BlockScope): Execute {
  const line = compiler.mark(node);
  const name = compileExpression(compiler, node.template, scope);
  const locals = node.withContext ? localsOf(scope) : undefined;
  const { captures } = scope;
  const find = (activation: Activation): CompiledTemplate | undefined => {
    const { render } = activation;
    const wanted = name(activation);
    return node.ignoreMissing ? ignoreMissing(render, wanted) : selectTemplate(render, wanted);
  };
  return (activation) => {
    const { context, render } = activation;
    render.line = line;
    const template = find(activation);
    if (template === undefined) return;
    if (locals === undefined) {
      if (captures) throw new PyError('LimitError', capturedInclude);
      writeModule(render, moduleOf(render, template));
      return;
    }
    const { values, histories } = locals(activation);
    template.run(render.newContext(template, context.snapshot(values, histories)));
    render.line = line;
  };
}

function ignoreMissing(render: Render, name: unknown): CompiledTemplate | undefined {
  try {
    return selectTemplate(render, name);
  } catch (error) {
    const isMissing =
      error instanceof PyError && (error.kind === 'TemplateNotFound' || error.kind === 'TemplatesNotFound');
    if (isMissing) return undefined;
    throw error;
  }
}

function writeModule(render: Render, module: TemplateModule): void {
  if (render.tracer === undefined) render.output.write(module.body.text);
  else render.tracer.splice(module.body);
}

/** A template rendered without a context, once for each render. */
function moduleOf(render: Render, template: CompiledTemplate): TemplateModule {
  const known = render.modules.get(template);
  if (known !== undefined) return known;
  const scope = { layers: [], variables: undefined, globals: render.environment.globals };
  const module = makeModule(render, template, scope);
  render.modules.set(template, module);
  return module;
}

function makeModule(render: Render, template: CompiledTemplate, scope: Scope): TemplateModule {
  const context = render.newContext(template, scope);
  const run = (): void => template.run(context);
  const body: RichText =
    render.tracer === undefined ? { text: render.capture(run), segments: [] } : render.tracer.capture(run);
  const exported = new Map<string, unknown>();
  for (const name of context.exported) exported.set(name, context.vars.get(name));
  return new TemplateModule(template.name, exported, body, context.histories);
}

type ImportModule = (activation: Activation) => TemplateModule;

function compileModule(node: ImportNode | FromImportNode, scope: BlockScope, name: Evaluate): ImportModule {
  const locals = node.withContext ? localsOf(scope) : undefined;
  return (activation) => {
    const { context, render } = activation;
    const template = loadTemplate(render, name(activation));
    if (locals === undefined) return moduleOf(render, template);
    const { values, histories } = locals(activation);
    return makeModule(render, template, context.snapshot(values, histories));
  };
}

/** `{% import … as … %}`. */
export function compileImport(compiler: Compiler, node: ImportNode, scope: BlockScope): Execute {
  const line = compiler.mark(node);
  const name = compileExpression(compiler, node.template, scope);
  const load = compileModule(node, scope, name);
  const { hops, slot } = scope.locate(node.target);
  const { toplevel } = scope;
  return (activation) => {
    activation.render.line = line;
    const module = load(activation);
    const owner = reach(activation, hops);
    owner.slots[slot] = module;
    owner.histories[slot] = undefined;
    if (!toplevel) return;
    activation.context.publish(node.target, module, undefined);
    if (!node.target.startsWith('_')) activation.context.exported.delete(node.target);
  };
}

/** `{% from … import … %}`. */
export function compileFromImport(compiler: Compiler, node: FromImportNode, scope: BlockScope): Execute {
  const line = compiler.mark(node);
  const template = compileExpression(compiler, node.template, scope);
  const load = compileModule(node, scope, template);
  const places = node.names.map(({ name, alias }) => ({ name, alias, ...scope.locate(alias) }));
  const mode = compiler.environment.undefinedMode;
  const place = compiler.describePlace(node);
  const { toplevel } = scope;
  return (activation) => {
    activation.render.line = line;
    const module = load(activation);
    for (const { name, alias, hops, slot } of places) {
      const found = module.attribute(name);
      const hint = `the template ${quote(module.name)} (imported on ${place}) does not export the requested name ${quote(name)}`;
      const value = found === missing ? new Undefined(mode, { hint, name }) : found;
      const owner = reach(activation, hops);
      owner.slots[slot] = value;
      const history = module.histories.get(name);
      owner.histories[slot] = history;
      if (!toplevel) continue;
      activation.context.publish(alias, value, history);
      if (!alias.startsWith('_')) activation.context.exported.delete(alias);
    }
  };
}
