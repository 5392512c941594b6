import { PyDict } from '../python/dict.ts';
import { missing, PyObject } from '../python/object.ts';
import { repr } from '../python/repr.ts';

/** `namespace(…)`: attributes that a template can set from inside its loops. */
export class Namespace extends PyObject {
  readonly typeName = 'Namespace';
  readonly values: Map<string, unknown>;

  constructor(values: Map<string, unknown>) {
    super();
    this.values = values;
  }

  override get typeModule(): string {
    return 'jinja2.utils';
  }

  override attribute(name: string): unknown {
    const value = this.values.get(name);
    return value === undefined ? missing : value;
  }

  override repr(): string {
    return `<Namespace ${repr(PyDict.from(this.values))}>`;
  }
}
