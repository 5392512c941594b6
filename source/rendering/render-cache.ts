import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../fleet/model.ts';
import { createEnvironment, type JinjaEnvironment, repr } from '../jinja/index.ts';
import type { PyDict } from '../jinja/values.ts';
import type { RenderedFile } from './rendered-file.ts';

interface Entry {
  readonly file: RenderedFile;
  /** Each input file and what its stamp was. */
  readonly inputs: readonly (readonly [string, string])[];
  /** The variables it was made with. */
  readonly variables: PyDict;
  /** Its top-level variables and their values then, as text; undefined where one cannot be told so. */
  readonly used: ReadonlyMap<string, string> | undefined;
}

/** Variables that hold every host's: comparing them costs more than rendering. */
const unbounded: ReadonlySet<string> = new Set(['hostvars', 'groups']);

/**
 * What was rendered before in this process, so that only what changed is rendered again: a file is taken from here
 * while the templates it read are the same, and so are the variables its text depends on.
 */
export class RenderCache {
  readonly #entries = new Map<string, Entry>();
  readonly #texts = new WeakMap<object, string>();
  /** Stamps of this pass: a template that a hundred files read is looked at once. */
  #stamps = new Map<string, string>();
  #environment: { readonly folder: string; readonly environment: JinjaEnvironment } | undefined;

  /** The language with its compiled templates; a template that changed is compiled again by itself. */
  environment(folder: string): JinjaEnvironment {
    if (this.#environment?.folder !== folder) {
      const environment = createEnvironment({
        searchPath: folder,
        undefined: 'strict',
        ansibleFilters: true,
      });
      this.#environment = { folder, environment };
    }
    return this.#environment.environment;
  }

  /** Starts a pass: what changed on disk since the last one is seen from here on. */
  begin(): void {
    this.#stamps = new Map();
  }

  /** The file as it was rendered before, if it would come out the same. */
  find(root: string, host: Host, path: string, source: string, mode: number): RenderedFile | undefined {
    const entry = this.#entries.get(`${host.name}/${path}`);
    if (entry === undefined || entry.file.source !== source || entry.file.mode !== mode) return undefined;
    if (!entry.inputs.every(([input, stamp]) => this.#stampOf(join(root, input)) === stamp)) return undefined;
    if (entry.variables === host.variables) return entry.file;
    return this.#isSame(entry, host.variables) ? entry.file : undefined;
  }

  keep(root: string, host: Host, file: RenderedFile): void {
    this.#entries.set(`${host.name}/${file.path}`, {
      file,
      inputs: file.inputs.map((input) => [input, this.#stampOf(join(root, input))]),
      variables: host.variables,
      used: this.#readUsed(file, host.variables),
    });
  }

  #stampOf(path: string): string {
    const known = this.#stamps.get(path);
    if (known !== undefined) return known;
    const stamp = readStamp(path);
    this.#stamps.set(path, stamp);
    return stamp;
  }

  #isSame({ used }: Entry, variables: PyDict): boolean {
    if (used === undefined) return false;
    for (const [name, text] of used) if (this.#textOf(variables.get(name)) !== text) return false;
    return true;
  }

  #readUsed(file: RenderedFile, variables: PyDict): ReadonlyMap<string, string> | undefined {
    if (file.variables.some((name) => unbounded.has(name))) return undefined;
    return new Map(file.variables.map((name) => [name, this.#textOf(variables.get(name))]));
  }

  #textOf(value: unknown): string {
    if (typeof value !== 'object' || value === null) return value === undefined ? '' : repr(value);
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    const text = repr(value);
    this.#texts.set(value, text);
    return text;
  }
}

/** Changes whenever the file does; empty for none. */
function readStamp(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeNs}:${stats.size}:${stats.ino}`;
}
