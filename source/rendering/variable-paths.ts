import { PyDict } from '../jinja/values.ts';

const deepest = 12;
const plainKey = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Names for the containers inside a host's variables, as a template would write them: `network`,
 * `sessions.ixpams01[2]`. The first way to a container that is reached by several is taken.
 */
export class VariablePaths {
  readonly #paths = new WeakMap<object, string>();
  readonly #root: PyDict;

  constructor(variables: PyDict) {
    this.#root = variables;
    this.#walk(variables, '', 0);
  }

  /** The name of a key in a container; undefined where the container is not part of the variables. */
  nameOf(container: object, key: unknown): string | undefined {
    const path = container === this.#root ? '' : this.#paths.get(container);
    return path === undefined ? undefined : joinKey(path, key);
  }

  #walk(container: object, path: string, depth: number): void {
    if (depth > deepest) return;
    for (const [key, value] of listEntries(container)) {
      if (typeof value !== 'object' || value === null || this.#paths.has(value) || value === this.#root)
        continue;
      if (depth === 0 && key === 'hostvars') continue;
      const name = joinKey(path, key);
      this.#paths.set(value, name);
      this.#walk(value, name, depth + 1);
    }
  }
}

function listEntries(container: object): Iterable<readonly [unknown, unknown]> {
  if (container instanceof PyDict) return container.entries();
  return Array.isArray(container) ? container.entries() : [];
}

function joinKey(path: string, key: unknown): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const name = String(key);
  if (path === '') return name;
  return plainKey.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}
