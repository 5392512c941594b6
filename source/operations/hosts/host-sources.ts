import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { removeFromYaml, type YamlPath } from '../../fleet/edit-yaml.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { SourceEdit } from './source-edits.ts';

/** A YAML file of the repository that says something of hosts. */
export interface HostSource {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
}

/** What of a file is a host's alone. */
export interface HostEntry {
  readonly file: string;
  readonly path: YamlPath;
  readonly kind: 'host' | 'tunnel' | 'session' | 'wiring';
}

const largest = 1024 * 1024;
const deepest = 24;

/** The files that hosts and what spans them are written in: the inventory with its variables, and `networks/`. */
export async function readHostSources({
  root,
  settings,
}: Pick<Fleet, 'root' | 'settings'>): Promise<HostSource[]> {
  const inventory = settings?.inventory ?? 'inventory';
  const folders = [inventory, 'group_vars', 'networks'];
  const files = (await Promise.all(folders.map((folder) => listFiles(root, folder)))).flat();
  const sources: HostSource[] = [];
  for (const file of [...new Set(files)].sort()) {
    if (/(?:^|\/)host_vars\//.test(file)) continue;
    const text = await readFile(join(root, file), 'utf8');
    // A vault is nobody's to edit unasked.
    if (text.length <= largest && !text.startsWith('$ANSIBLE_VAULT')) sources.push({ file, text });
  }
  return sources;
}

async function listFiles(root: string, path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  const nested = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => listFiles(root, `${path}/${entry.name}`));
  const own = entries.filter(
    (entry) => entry.isFile() && !/^\.|~$|\.(?:bak|orig|retry|cfg|j2)$/.test(entry.name),
  );
  return [...own.map((entry) => `${path}/${entry.name}`), ...(await Promise.all(nested)).flat()];
}

/**
 * What is a host's alone: entries by its name, tunnels that end at it, and the sessions of others through those
 * tunnels.
 */
export function findHostEntries(sources: readonly HostSource[], host: string): HostEntry[] {
  const documents = sources.map(({ file, text }) => ({ file, root: parseDocument(text).contents }));
  const tunnels = documents.flatMap(({ file, root }) =>
    findTunnels(root, host).map((path) => ({ file, path })),
  );
  const names = new Set(tunnels.map(({ path }) => String(path.at(-1))));
  const found: HostEntry[] = tunnels.map(({ file, path }) => ({ file, path, kind: 'tunnel' }));
  for (const { file, root } of documents) {
    walk(root, [], 0, (node, path) => {
      if (path.at(-1) === host && typeof path.at(-2) === 'string') {
        const kind = path.at(-2) === 'hosts' ? 'host' : 'wiring';
        found.push({ file, path, kind });
        return false;
      }
      const tunnel = isMap(node) && typeof path.at(-1) === 'number' ? node.get('tunnel') : undefined;
      if (typeof tunnel === 'string' && names.has(tunnel)) {
        found.push({ file, path, kind: 'session' });
        return false;
      }
      return true;
    });
  }
  return found.filter(
    (one) =>
      !found.some((other) => other !== one && other.file === one.file && isInside(one.path, other.path)),
  );
}

function isInside(path: YamlPath, other: YamlPath): boolean {
  return path.length > other.length && other.every((key, index) => path[index] === key);
}

/** Entries with two or more `ends` keyed by host, of which this is one. */
function findTunnels(root: unknown, host: string): YamlPath[] {
  const found: YamlPath[] = [];
  walk(root, [], 0, (node, path) => {
    const ends = isMap(node) ? node.get('ends', true) : undefined;
    if (!isMap(ends) || !ends.has(host)) return true;
    found.push(path);
    return false;
  });
  return found;
}

/** Goes through a document from the outside inward; `visit` says whether to go further in. */
function walk(
  node: unknown,
  path: YamlPath,
  depth: number,
  visit: (node: unknown, path: YamlPath) => boolean,
): void {
  if (depth > deepest || !visit(node, path)) return;
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) walk(item, [...path, index], depth + 1, visit);
  } else if (isMap(node)) {
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (isNode(pair.key) && (typeof key === 'string' || typeof key === 'number'))
        walk(pair.value, [...path, String(key)], depth + 1, visit);
    }
  }
}

/** The edits that take these entries out. Throws OperatorError where a file cannot be edited without touching the rest. */
export function removeEntries(sources: readonly HostSource[], entries: readonly HostEntry[]): SourceEdit[] {
  return sources.flatMap(({ file, text }) => {
    const paths = entries.filter((entry) => entry.file === file).map(({ path }) => path);
    if (paths.length === 0) return [];
    return [{ file, before: text, after: removeFromYaml(text, paths, file) }];
  });
}

/** Files that are a host's alone: its variables, its own templates, its own file of Terraform. */
export async function listHostFiles(
  { root, settings }: Pick<Fleet, 'root' | 'settings'>,
  host: string,
  groups: readonly string[],
): Promise<SourceEdit[]> {
  const inventory = settings?.inventory ?? 'inventory';
  const templates = settings?.templates ?? 'templates/config';
  const beside = inventory.includes('/') ? inventory.replace(/\/[^/]*$/, '/') : '';
  const bases = [`${inventory}/host_vars`, `${beside}host_vars`];
  const places = [
    ...bases.flatMap((base) => [`${base}/${host}`, `${base}/${host}.yml`, `${base}/${host}.yaml`]),
    ...groups.map((group) => `${templates}/${group}/${host}`),
    `terraform/${host}.tf`,
  ];
  const files = [...new Set((await Promise.all(places.map((place) => listAll(root, place)))).flat())].sort();
  return Promise.all(
    files.map(async (file) => ({ file, before: await readFile(join(root, file), 'utf8'), after: undefined })),
  );
}

async function listAll(root: string, path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  const found = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory() ? listAll(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
    ),
  );
  return found.flat();
}
