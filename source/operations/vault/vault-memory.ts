import { mkdtemp, open, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../basics/problem.ts';

/** File systems that live in memory, by the numbers of statfs(2). */
const memoryTypes: readonly number[] = [0x0102_1994, 0x8584_58f6];

/**
 * Makes a folder that only its owner can enter, in storage that never reaches a disk. Throws OperatorError where
 * there is none, unless the `fallback` folder is named.
 */
export async function makeMemoryFolder(
  environment: Readonly<Record<string, string | undefined>>,
  fallback?: string,
): Promise<string> {
  const candidates = [environment['XDG_RUNTIME_DIR'], '/dev/shm'].filter(
    (path) => path !== undefined && path !== '',
  );
  for (const candidate of candidates) {
    const made = await tryMake(candidate);
    if (made !== undefined) return made;
  }
  if (fallback !== undefined) return mkdtemp(join(fallback, 'peerdeck-vault-'));
  throw new OperatorError({
    kind: 'no-memory-storage',
    message: `there is no storage in memory to edit a vault in (looked at ${candidates.join(', ')})`,
    attempted: 'to open a vault in an editor',
    hint: 'with --force it is edited under the folder of temporary files, where the disk may keep traces',
  });
}

async function tryMake(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const system = await statfs(folder).catch(() => undefined);
  if (system === undefined || !memoryTypes.includes(system.type)) return undefined;
  // One that others own, or that is full or read-only, is no place; the next may be.
  return mkdtemp(join(folder, 'peerdeck-vault-')).catch(() => undefined);
}

/** Overwrites what is in the folder, an editor's own copies too, and removes it. */
export async function wipeFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) await wipeFile(join(entry.parentPath, entry.name));
  }
  await rm(folder, { recursive: true, force: true });
}

async function wipeFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const zeros = Buffer.alloc(Math.min(size, 65_536));
    for (let at = 0; at < size; at += zeros.length) {
      await file.write(zeros, 0, Math.min(zeros.length, size - at), at);
    }
    await file.sync();
    await file.truncate(0);
  } finally {
    await file.close();
  }
}
