import { type Kwargs, missing, PyObject } from '../python/object.ts';

/** A function that templates can call. */
export class PyFunction extends PyObject {
  readonly #body: (args: unknown[], kwargs: Kwargs) => unknown;

  constructor(
    readonly name: string,
    body: (args: unknown[], kwargs: Kwargs) => unknown,
    readonly typeName = 'function',
  ) {
    super();
    this.#body = body;
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: unknown[], kwargs: Kwargs): unknown {
    return this.#body(args, kwargs);
  }

  override attribute(name: string): unknown {
    return name === '__name__' ? this.name : missing;
  }

  override repr(): string {
    return this.typeName === 'type' ? `<class '${this.name}'>` : `<function ${this.name} at 0x7f0000000000>`;
  }
}
