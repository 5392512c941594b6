import { posix } from 'node:path';
import { matchGlob } from '../../fleet/glob.ts';
import { type IncludeLine, lexConfig } from './lexer.ts';
import type { Token, Unread } from './tokens.ts';

/** The files of one router's configuration. */
export interface ConfigFiles {
  /** Text by path, such as `bird/bird.conf`. */
  readonly files: ReadonlyMap<string, string>;
  /** The folder of `files` that stands at `/etc/bird` on the host, for includes by absolute path. */
  readonly folder: string;
}

export interface Included {
  readonly tokens: readonly Token[];
  readonly unread: readonly Unread[];
}

/** BIRD's own limit (MAX_INCLUDE_DEPTH). */
const deepest = 8;
/** Files that include each other by pattern would multiply. */
const mostFiles = 2_000;
const installed = '/etc/bird';

/** The tokens of a file with those of every file it includes in their place, as BIRD reads them. */
export function lexWithIncludes(source: ConfigFiles, path: string): Included {
  const reader = new IncludeReader(source);
  reader.read(path, 1);
  return reader;
}

class IncludeReader implements Included {
  readonly tokens: Token[] = [];
  readonly unread: Unread[] = [];
  readonly #source: ConfigFiles;
  #files = 0;

  constructor(source: ConfigFiles) {
    this.#source = source;
  }

  read(path: string, depth: number): void {
    this.#files += 1;
    const lexed = lexConfig(this.#source.files.get(path) ?? '', path);
    // One by one: more than a hundred thousand are too many for the arguments of a call.
    for (const each of lexed.unread) this.unread.push(each);
    for (const token of lexed.tokens) {
      if (token.kind === 'include') this.#follow(token, path, depth);
      else this.tokens.push(token);
    }
  }

  #follow(include: IncludeLine, from: string, depth: number): void {
    const { pattern, place } = include;
    if (depth >= deepest || this.#files >= mostFiles) {
      this.unread.push({ message: `includes are nested too deeply to follow "${pattern}"`, place });
      return;
    }
    const wanted = this.#locate(pattern, from);
    const paths = wanted === undefined ? [] : listMatches(wanted, this.#source.files.keys());
    if (paths.length === 0 && (wanted === undefined || !hasWildcard(pattern)))
      this.unread.push({ message: `the included file "${pattern}" is not in the repository`, place });
    for (const path of paths) this.read(path, depth + 1);
  }

  /** The pattern as one of paths of `files`; undefined where it leads out of them. */
  #locate(pattern: string, from: string): string | undefined {
    if (!pattern.startsWith('/')) return posix.normalize(posix.join(posix.dirname(from), pattern));
    const path = posix.normalize(pattern);
    if (!path.startsWith(`${installed}/`)) return undefined;
    return posix.join(this.#source.folder, path.slice(installed.length + 1));
  }
}

function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** Paths that a pattern of glob(3) takes, sorted as it sorts them; a `*` stays within one folder. */
function listMatches(pattern: string, paths: Iterable<string>): string[] {
  const wanted = pattern.split('/');
  return [...paths].filter((path) => matchesParts(path.split('/'), wanted)).sort();
}

/** A leading dot is matched by a dot alone. */
function matchesParts(parts: readonly string[], wanted: readonly string[]): boolean {
  if (parts.length !== wanted.length) return false;
  return parts.every((part, index) => {
    const pattern = wanted[index] ?? '';
    return matchGlob(pattern, part) && (!part.startsWith('.') || pattern.startsWith('.'));
  });
}
