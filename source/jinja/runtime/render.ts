import type { CompiledTemplate } from '../compile/compiled.ts';
import type { Tracer } from '../trace/tracer.ts';
import { enter, leave } from './budget.ts';
import { Context, EscapeState, type Scope } from './context.ts';
import type { Environment } from './environment-core.ts';
import { PyError } from './errors.ts';
import { Output } from './output.ts';
import type { TemplateModule } from './template-module.ts';

/** One render: where it writes, where it is, and the templates it has met. */
export class Render {
  output = new Output();
  /** The place of the statement being run, for errors. */
  template = '';
  line = 1;
  /** Modules imported without a context: made once. */
  readonly modules = new Map<CompiledTemplate, TemplateModule>();

  /** The names of the templates it was made from. */
  readonly templates = new Set<string>();

  /** The caller's variables that were looked for, found or not. */
  readonly names = new Set<string>();

  constructor(
    readonly environment: Environment,
    readonly tracer: Tracer | undefined,
  ) {}

  /** Begins within the bounds that hold now. */
  start(): void {
    this.output = new Output();
    this.tracer?.start();
  }

  /** Loads a template and notes that the render depends on it. */
  load(name: string): CompiledTemplate {
    return this.environment.load(name, this);
  }

  /** Starts a template with its own names and blocks. */
  newContext(template: CompiledTemplate, scope: Scope): Context {
    const context = new Context(this, template.name, scope, new EscapeState(this.environment.autoescape));
    for (const [name, block] of template.blocks) context.blocks.set(name, [block]);
    return context;
  }

  /** Runs a function of a template: errors inside carry its place, and the place outside is kept. */
  inside<T>(template: string, run: () => T): T {
    const { template: outerTemplate, line } = this;
    enter();
    this.template = template;
    this.line = 1;
    const result = run();
    this.template = outerTemplate;
    this.line = line;
    leave();
    return result;
  }

  /** What a part of a template writes, as a string. */
  capture(run: () => void): string {
    const outer = this.output;
    this.output = new Output();
    run();
    const { text } = this.output;
    this.output = outer;
    return text;
  }
}

/** Python's complaint about a template name that is not text. */
export function templateNotFound(name: string): PyError {
  return new PyError('TemplateNotFound', name);
}
