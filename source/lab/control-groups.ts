import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabId, parseLabId } from './lab-id.ts';
import { hasCode } from './processes.ts';

/** Control groups of labs stand below this one, in every hierarchy that a host's engine uses. */
const parentGroup = 'peerdeck';

/** The control group of a lab's containers. A colon would end the name in /proc/PID/cgroup. */
export function controlGroupOf(id: LabId): string {
  return `/${parentGroup}/${id.replaceAll(':', '_')}`;
}

/** Labs of which control groups are left, whatever became of their processes. */
export async function listControlGroups(): Promise<LabId[]> {
  const names = await Promise.all(
    (await listHierarchies()).map((path) => listFolders(join(path, parentGroup))),
  );
  return [...new Set(names.flat())].flatMap((name) => {
    const parts = parseLabId(name.replaceAll('_', ':'));
    return parts === undefined ? [] : [parts.id];
  });
}

/** Removes the empty control groups that a lab's containers leave: a kernel keeps them for ever. Needs root. */
export async function removeControlGroups(id: LabId): Promise<void> {
  const name = controlGroupOf(id).slice(1);
  for (const path of await listHierarchies()) {
    await removeTree(join(path, name));
    // Another lab may still have one beside it.
    await removeFolder(join(path, parentGroup));
  }
}

/** Where this machine has its hierarchies of control groups mounted. */
async function listHierarchies(): Promise<string[]> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  return mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , kind]) => kind === 'cgroup' || kind === 'cgroup2')
    .flatMap(([, path]) => (path === undefined ? [] : [path]));
}

async function removeTree(path: string): Promise<void> {
  for (const name of await listFolders(path)) await removeTree(join(path, name));
  await removeFolder(path);
}

async function listFolders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENODEV')) return [];
    throw error;
  }
}

/** A group that is gone, or that another still uses, is left as it is. */
async function removeFolder(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    if (!['ENOENT', 'EBUSY', 'ENOTEMPTY', 'ENODEV', 'EROFS'].some((code) => hasCode(error, code)))
      throw error;
  }
}
