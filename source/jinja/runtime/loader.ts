import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';

/** A template as a loader finds it. */
export interface TemplateSource {
  readonly source: string;
  /** Where it is, for messages. */
  readonly path: string;
  /** True while the template on its shelf is still this one. */
  isCurrent(): boolean;
}

/** Finds templates by name. */
export interface TemplateLoader {
  /** The template of this name; undefined for none. */
  find(name: string): TemplateSource | undefined;
}

/** Templates held in memory. */
export class MemoryLoader implements TemplateLoader {
  readonly #files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = files;
  }

  find(name: string): TemplateSource | undefined {
    if (!Object.hasOwn(this.#files, name)) return undefined;
    const source = this.#files[name];
    if (source === undefined) return undefined;
    return { source, path: name, isCurrent: () => this.#files[name] === source };
  }
}

/** Templates are refused beyond this size, in bytes. */
const maxTemplateSize = 8 * 1024 * 1024;

/** Templates in folders; a name can not lead out of them, by dots or by links. */
export class FolderLoader implements TemplateLoader {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  find(name: string): TemplateSource | undefined {
    if (!isInnerPath(name)) return undefined;
    for (const folder of this.#folders) {
      const found = readWithin(folder, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function isInnerPath(name: string): boolean {
  if (name === '' || name.includes('\0') || isAbsolute(name)) return false;
  return !name.split(/[/\\]/).includes('..');
}

function readWithin(folder: string, name: string): TemplateSource | undefined {
  const path = join(folder, ...name.split('/'));
  const before = stampOf(path);
  if (before === undefined || !isInside(folder, path)) return undefined;
  if (before.size > maxTemplateSize) return undefined;
  const source = readFileSync(path, 'utf8');
  return { source, path, isCurrent: () => stampOf(path)?.stamp === before.stamp };
}

/** What changes when a file does; undefined for what is no file. */
function stampOf(path: string): { readonly stamp: string; readonly size: number } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (stats === undefined || !stats.isFile()) return undefined;
  return { stamp: `${stats.mtimeNs}:${stats.size}:${stats.ino}`, size: Number(stats.size) };
}

/** A link may point to another place in the folder, but not out of it. */
function isInside(folder: string, path: string): boolean {
  const root = realpathSync(folder);
  return realpathSync(path).startsWith(root.endsWith(sep) ? root : root + sep);
}
