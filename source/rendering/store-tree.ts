import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostName } from '../fleet/model.ts';
import type { RenderedFile, RenderedTree } from './rendered-file.ts';
import {
  emptyIndex,
  parseRenderedIndex,
  type RenderedIndex,
  renderedIndexName,
  updateIndex,
} from './rendered-index.ts';
import { deleteTreeFile, writeTreeFile } from './tree-folder.ts';

/** Stores a whole tree in a folder that has none yet. */
export async function storeTree(folder: string, tree: RenderedTree): Promise<void> {
  for (const [host, files] of tree) {
    await storeHostFiles(folder, host, files, [], new Set(files.map((file) => file.path)));
  }
  await storeIndex(folder, emptyIndex, tree);
}

/** Brings the folder of one host in line: what is not rendered any more goes first, then what changed is written. */
export async function storeHostFiles(
  folder: string,
  host: HostName,
  files: readonly RenderedFile[],
  stored: Iterable<string>,
  changed: ReadonlySet<string>,
): Promise<void> {
  const hostFolder = join(folder, host);
  const rendered = new Set(files.map((file) => file.path));
  for (const path of stored) if (!rendered.has(path)) await deleteTreeFile(hostFolder, path);
  for (const file of files) {
    if (changed.has(file.path)) await writeTreeFile(hostFolder, file.path, file.content, file.mode);
  }
}

export async function readIndex(folder: string): Promise<RenderedIndex> {
  const text = await readFile(join(folder, renderedIndexName), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return parseRenderedIndex(text);
}

/** Deletes the files of hosts that are not in the fleet any more: only what an earlier render wrote. */
export async function dropDepartedHosts(
  folder: string,
  index: RenderedIndex,
  hosts: ReadonlySet<string>,
): Promise<RenderedIndex> {
  const departed = Object.keys(index.files).filter((key) => !hosts.has(key.split('/', 1)[0] ?? ''));
  for (const key of departed) await deleteTreeFile(folder, key);
  const gone = new Set(departed);
  const kept = Object.entries(index.files).filter(([key]) => !gone.has(key));
  return { version: 1, files: Object.fromEntries(kept) };
}

/** Writes the index with the hosts of a tree replaced. */
export async function storeIndex(folder: string, index: RenderedIndex, tree: RenderedTree): Promise<void> {
  const fresh = updateIndex(index, new Set(tree.keys()), [...tree.values()].flat());
  await writeTreeFile(folder, renderedIndexName, Buffer.from(`${JSON.stringify(fresh)}\n`), 0o600);
}
