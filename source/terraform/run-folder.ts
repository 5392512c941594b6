import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A saved plan and what its runs wrote, in a folder of its own: a later plan never takes an earlier one's place. */
export interface RunFolder {
  readonly path: string;
  readonly planFile: string;
}

const maximumAge = 7 * 24 * 3_600_000;
const planName = 'saved.tfplan';

/** Makes a new one below the private folder, and removes those that nobody will apply any more. */
export async function createRunFolder(privateFolder: string, now: number): Promise<RunFolder> {
  const parent = join(privateFolder, 'runs');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeOld(parent, now);
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const path = join(parent, `${stamp}-${randomBytes(4).toString('hex')}`);
  await mkdir(path, { mode: 0o700 });
  return { path, planFile: join(path, planName) };
}

/** Removes a run's folder: its plan holds secrets in clear. */
export async function removeRunFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function removeOld(parent: string, now: number): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    const entry = await stat(path).catch(() => undefined);
    if (entry && now - entry.mtimeMs > maximumAge) await removeRunFolder(path);
  }
}
