import { ansibleFilters, ansibleGlobals, ansibleTests } from '../ansible/ansible.ts';
import { compileTemplate } from '../compile/compile-inheritance.ts';
import type { CompiledTemplate } from '../compile/compiled.ts';
import { Compiler } from '../compile/compiler.ts';
import { builtinFilters } from '../filters/builtin-filters.ts';
import { builtinTests } from '../filters/tests.ts';
import type { PyDict } from '../python/dict.ts';
import type { UndefinedMode } from '../python/undefined.ts';
import { parseSource } from '../syntax/parse-template.ts';
import { SyntaxProblem } from '../syntax/tokens.ts';
import type { Segment } from '../trace/provenance.ts';
import { Tracer } from '../trace/tracer.ts';
import { defaultLimits, type Limits, withBudget } from './budget.ts';
import type { Environment, Operation, Operations } from './environment-core.ts';
import { PyError, TemplateError } from './errors.ts';
import { builtinGlobals } from './globals.ts';
import { FolderLoader, MemoryLoader, type TemplateLoader } from './loader.ts';
import { TemplateStore } from './nunjucks-environment.ts';
import { Render, templateNotFound } from './render.ts';

export interface EnvironmentOptions {
  /** Folders that templates are looked for in, in this order. */
  readonly searchPath?: string | readonly string[];
  /** Templates in memory, by name; looked at before the folders. */
  readonly files?: Readonly<Record<string, string>>;
  /** Loaders of one's own; looked at first. */
  readonly loaders?: readonly TemplateLoader[];
  /** What undefined values do; `strict` unless said otherwise. */
  readonly undefined?: UndefinedMode;
  /** Escapes output for HTML; off unless said otherwise. */
  readonly autoescape?: boolean;
  /** Adds the filters and tests of Ansible that need nothing but their input. */
  readonly ansibleFilters?: boolean;
  /** Reads a YAML text into values of the language, for `from_yaml`. */
  readonly readYaml?: (text: string) => unknown;
  /** Filters and tests of one's own, by name. */
  readonly filters?: Operations;
  readonly tests?: Operations;
  readonly globals?: ReadonlyMap<string, unknown>;
  /** Bounds of each render. */
  readonly limits?: Partial<Limits>;
}

/** A rendered text with what made each part of it. */
export interface TracedRender {
  readonly text: string;
  /** In the order of the text, without gaps or overlaps. */
  readonly segments: readonly Segment[];
  /** Every template that was read, the first one first. */
  readonly templates: readonly string[];
  /** Every top-level variable that was looked for, found or not. */
  readonly names: readonly string[];
}

/** Renders templates by name. */
export interface JinjaEnvironment {
  /** The text of a template; a `TemplateError` says what is wrong with it. */
  renderTemplate(name: string, variables: PyDict): string;
  /** The same, with the origin of every part. */
  renderTraced(name: string, variables: PyDict): TracedRender;
  /** The text of a template that has no file. */
  renderSource(source: string, name: string, variables: PyDict): string;
  renderSourceTraced(source: string, name: string, variables: PyDict): TracedRender;
}

export function createEnvironment(options: EnvironmentOptions = {}): JinjaEnvironment {
  return new LanguageEnvironment(options);
}

class LanguageEnvironment implements Environment, JinjaEnvironment {
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  readonly filters: ReadonlyMap<string, Operation>;
  readonly tests: ReadonlyMap<string, Operation>;
  readonly globals: ReadonlyMap<string, unknown>;
  readonly readYaml: ((text: string) => unknown) | undefined;
  readonly #limits: Limits;
  readonly #plain: TemplateStore;
  readonly #traced: TemplateStore;

  constructor(options: EnvironmentOptions) {
    const ansible = options.ansibleFilters === true;
    this.undefinedMode = options.undefined ?? 'strict';
    this.autoescape = options.autoescape ?? false;
    this.filters = new Map([
      ...builtinFilters,
      ...(ansible ? ansibleFilters : []),
      ...(options.filters ?? []),
    ]);
    this.tests = new Map([...builtinTests, ...(ansible ? ansibleTests : []), ...(options.tests ?? [])]);
    this.globals = new Map([
      ...builtinGlobals,
      ...(ansible ? ansibleGlobals : []),
      ...(options.globals ?? []),
    ]);
    this.readYaml = options.readYaml;
    this.#limits = { ...defaultLimits, ...options.limits };
    const loaders = loadersOf(options);
    this.#plain = new TemplateStore(loaders, (source, name) => this.#compile(source, name, false));
    this.#traced = new TemplateStore(loaders, (source, name) => this.#compile(source, name, true));
  }

  #compile(source: string, name: string, traced: boolean): CompiledTemplate {
    return placeErrors({ template: name, line: 1 }, () =>
      compileTemplate(new Compiler(this, name, traced), parseSource(source)),
    );
  }

  load(name: string, render: Render): CompiledTemplate {
    const store = render.tracer === undefined ? this.#plain : this.#traced;
    const template = store.get(name);
    if (template === undefined) throw templateNotFound(name);
    render.templates.add(name);
    return template;
  }

  renderTemplate(name: string, variables: PyDict): string {
    const render = new Render(this, undefined);
    this.#renderNamed(render, name, variables);
    return render.output.text;
  }

  renderTraced(name: string, variables: PyDict): TracedRender {
    const tracer = new Tracer();
    const render = new Render(this, tracer);
    this.#renderNamed(render, name, variables);
    return collect(render, tracer);
  }

  renderSource(source: string, name: string, variables: PyDict): string {
    const render = new Render(this, undefined);
    const template = this.#compile(source, name, false);
    this.#run(render, template, variables);
    return render.output.text;
  }

  renderSourceTraced(source: string, name: string, variables: PyDict): TracedRender {
    const tracer = new Tracer();
    const render = new Render(this, tracer);
    render.templates.add(name);
    this.#run(render, this.#compile(source, name, true), variables);
    return collect(render, tracer);
  }

  /** Through nunjucks, which finds the template and calls back with it. */
  #renderNamed(render: Render, name: string, variables: PyDict): void {
    const store = render.tracer === undefined ? this.#plain : this.#traced;
    render.templates.add(name);
    let failure: unknown;
    const job = {
      run: (template: CompiledTemplate): string => {
        try {
          this.#run(render, template, variables);
        } catch (error) {
          // Nunjucks would wrap it.
          failure = error;
        }
        return '';
      },
    };
    if (!store.render(name, job)) throw new TemplateError('TemplateNotFound', name, name, 1);
    if (failure !== undefined) throw failure;
  }

  #run(render: Render, template: CompiledTemplate, variables: PyDict): void {
    const scope = { layers: [], variables, globals: this.globals };
    withBudget(this.#limits, () => {
      render.start();
      placeErrors(render, () => template.run(render.newContext(template, scope)));
    });
  }
}

function loadersOf({ files, loaders = [], searchPath }: EnvironmentOptions): TemplateLoader[] {
  const folders = typeof searchPath === 'string' ? [searchPath] : (searchPath ?? []);
  return [
    ...loaders,
    ...(files === undefined ? [] : [new MemoryLoader(files)]),
    ...(folders.length === 0 ? [] : [new FolderLoader(folders)]),
  ];
}

function collect(render: Render, tracer: Tracer): TracedRender {
  const { segments, text } = tracer.output;
  return { text, segments, templates: [...render.templates], names: [...render.names] };
}

/** Gives errors of the language the place where they arose. */
export function placeErrors<T>(place: { readonly template: string; readonly line: number }, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SyntaxProblem) {
      throw new TemplateError(error.kind, error.message, place.template, error.line, { cause: error });
    }
    if (error instanceof PyError) {
      throw new TemplateError(error.kind, error.message, place.template, place.line, { cause: error });
    }
    if (error instanceof RangeError) {
      const message = 'the template goes beyond a limit: it is nested too deeply, or makes a value too large';
      throw new TemplateError('LimitError', message, place.template, place.line, { cause: error });
    }
    throw error;
  }
}
