/** A file on a host that is ours. */
export interface ManifestEntry {
  /** Absolute on the host. */
  readonly path: string;
  readonly sha256: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

const heading = '# Files that peerdeck put here: sha256 mode owner group path';

/** The manifest as text: one line a file, ordered by path. */
export function formatManifest(entries: readonly ManifestEntry[]): string {
  const lines = [...entries]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256, mode, owner, group }) => `${sha256} ${formatMode(mode)} ${owner} ${group} ${path}`);
  return `${[heading, ...lines].join('\n')}\n`;
}

/** Reads a manifest; lines that are none are left out, and counted. */
export function parseManifest(text: string): { entries: readonly ManifestEntry[]; unreadable: number } {
  const entries = new Map<string, ManifestEntry>();
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const entry = parseManifestLine(line);
    if (entry) entries.set(entry.path, entry);
    else unreadable += 1;
  }
  return { entries: [...entries.values()], unreadable };
}

function parseManifestLine(line: string): ManifestEntry | undefined {
  const parts = /^([0-9a-f]{64}) ([0-7]{3,4}) (\S+) (\S+) (\/.*)$/.exec(line);
  if (!parts) return undefined;
  const [, sha256 = '', mode = '', owner = '', group = '', path = ''] = parts;
  return { path, sha256, mode: Number.parseInt(mode, 8), owner, group };
}

/** A mode in octal with four digits. */
export function formatMode(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/**
 * Whether a path can be told in line-based files and shell loops: no control characters, backslashes or outer
 * white space, and no way out of its folder.
 */
export function isPlainPath(path: string): boolean {
  if (/[\u0000-\u001f\u007f\\]/.test(path) || path !== path.trim() || path === '') return false;
  return path
    .split('/')
    .every((part, index) => part !== '..' && part !== '.' && (part !== '' || index === 0));
}
