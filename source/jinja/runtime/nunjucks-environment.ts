import nunjucks from 'nunjucks';
import type { CompiledTemplate } from '../compile/compiled.ts';
import type { TemplateLoader, TemplateSource } from './loader.ts';

/** Compiles the source of a template for an environment. */
export type Compile = (source: string, name: string) => CompiledTemplate;

/** The function that nunjucks calls to render a template, with its own arguments. */
type Root = (env: unknown, context: unknown, frame: unknown, runtime: unknown, done: Done) => void;
type Done = (error: Error | null, text: string) => void;

/** What runs a template inside nunjucks: given in its context, so that values are not touched by it. */
export interface Job {
  run(template: CompiledTemplate): string;
}

/** Under this name a job stands in a nunjucks context. */
const jobName = 'job';

/**
 * Serves templates of our language to nunjucks as if they were compiled there: nunjucks keeps the environment, the
 * loaders and the cache of templates, and calls our code to render.
 */
class LanguageLoader extends nunjucks.Loader {
  readonly #loaders: readonly TemplateLoader[];
  readonly #compile: Compile;
  readonly #served = new Map<string, TemplateSource>();

  constructor(loaders: readonly TemplateLoader[], compile: Compile) {
    super();
    this.#loaders = loaders;
    this.#compile = compile;
  }

  getSource(name: string): unknown {
    for (const loader of this.#loaders) {
      const found = loader.find(name);
      if (found === undefined) continue;
      const template = this.#compile(found.source, name);
      this.#served.set(name, found);
      return { src: { type: 'code', obj: { root: makeRoot(template) } }, path: found.path, noCache: false };
    }
    return null;
  }

  /** Has nunjucks forget a template that has changed since it was served. */
  refresh(name: string): void {
    const served = this.#served.get(name);
    if (served === undefined || served.isCurrent()) return;
    this.#served.delete(name);
    this.emit('update', name, served.path);
  }
}

/** Which template a root function renders. */
const templates = new WeakMap<object, CompiledTemplate>();

function makeRoot(template: CompiledTemplate): Root {
  const root: Root = (_env, context, _frame, _runtime, done) => {
    const job = findJob(context);
    if (job === undefined) done(new Error('rendered without a job'), '');
    else done(null, job.run(template));
  };
  templates.set(root, template);
  return root;
}

function findJob(context: unknown): Job | undefined {
  if (typeof context !== 'object' || context === null || !('ctx' in context)) return undefined;
  const { ctx } = context;
  if (typeof ctx !== 'object' || ctx === null || !(jobName in ctx)) return undefined;
  const job = ctx[jobName];
  return isJob(job) ? job : undefined;
}

function isJob(value: unknown): value is Job {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function';
}

/** A nunjucks environment whose templates are ours. */
export class TemplateStore {
  readonly #loader: LanguageLoader;
  readonly #environment: nunjucks.Environment;

  constructor(loaders: readonly TemplateLoader[], compile: Compile) {
    this.#loader = new LanguageLoader(loaders, compile);
    // The types of nunjucks know loaders of text alone.
    this.#environment = Reflect.construct(nunjucks.Environment, [this.#loader, { autoescape: false }]);
    // Names of templates must not meet those every object inherits.
    Object.assign(this.#loader, { cache: Object.create(null) });
  }

  /** A template by name; undefined for none. Syntax errors are thrown as the compiler throws them. */
  get(name: string): CompiledTemplate | undefined {
    const template = this.#getTemplate(name);
    if (template === undefined || !('rootRenderFunc' in template)) return undefined;
    const root = template.rootRenderFunc;
    return typeof root === 'function' ? templates.get(root) : undefined;
  }

  /** Renders a template through nunjucks; false where there is none. */
  render(name: string, job: Job): boolean {
    const template = this.#getTemplate(name);
    if (template === undefined) return false;
    template.render({ [jobName]: job });
    return true;
  }

  #getTemplate(name: string): nunjucks.Template | undefined {
    this.#loader.refresh(name);
    try {
      return this.#environment.getTemplate(name, true);
    } catch (error) {
      if (error instanceof Error && error.message === `template not found: ${name}`) return undefined;
      throw error;
    }
  }
}
