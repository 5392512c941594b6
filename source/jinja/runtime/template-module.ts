import { missing, PyObject } from '../python/object.ts';
import { quote } from '../python/quote.ts';
import type { Provenance, RichText } from '../trace/provenance.ts';

/** An imported template: its exported names as attributes; printed, it is what it rendered. */
export class TemplateModule extends PyObject {
  readonly typeName = 'TemplateModule';

  constructor(
    readonly name: string,
    readonly exported: ReadonlyMap<string, unknown>,
    readonly body: RichText,
    /** What went into the exported values, while tracing. */
    readonly histories: ReadonlyMap<string, Provenance>,
  ) {
    super();
  }

  override get typeModule(): string {
    return 'jinja2.environment';
  }

  override attribute(name: string): unknown {
    if (name === '__name__') return this.name;
    const value = this.exported.get(name);
    return value === undefined ? missing : value;
  }

  override html(): string {
    return this.body.text;
  }

  override str(): string {
    return this.body.text;
  }

  override repr(): string {
    return `<TemplateModule ${quote(this.name)}>`;
  }
}
