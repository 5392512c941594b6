import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A saved plan and what its runs wrote, in a folder of its own: a later plan never takes an earlier one's place. */
export interface RunFolder {
  readonly path: string;
  readonly planFile: string;
}

const maximumAge = 7 * 24 * 3_600_000;
const maximumCount = 10;
const planName = 'saved.tfplan';

/**
 * Makes a new one below the private folder, and removes those that nobody will apply any more: old ones, and all
 * but the newest. `kept` is one that an apply may be using.
 */
export async function createRunFolder(
  privateFolder: string,
  now: number,
  kept: string | undefined,
): Promise<RunFolder> {
  const parent = runsFolder(privateFolder);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeOld(parent, now, kept);
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const path = join(parent, `${stamp}-${randomBytes(4).toString('hex')}`);
  await mkdir(path, { mode: 0o700 });
  return { path, planFile: join(path, planName) };
}

/** Removes a run's folder: its plan holds secrets in clear. */
export async function removeRunFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

const copyAge = 3_600_000;

/** Removes copies of states and configurations, secrets in clear, that a killed run of ours left. */
export async function removeStaleCopies(privateFolder: string, now: number): Promise<void> {
  for (const name of await readdir(privateFolder)) {
    if (!/^(?:former|look|lent)-/.test(name)) continue;
    const path = join(privateFolder, name);
    const entry = await stat(path).catch(() => undefined);
    if (entry !== undefined && now - entry.mtimeMs > copyAge) await removeRunFolder(path);
  }
}

/** Whether the file is a plan that was saved below the private folder. */
export function isSavedPlan(privateFolder: string, planFile: string): boolean {
  return basename(planFile) === planName && dirname(dirname(planFile)) === runsFolder(privateFolder);
}

function runsFolder(privateFolder: string): string {
  return join(privateFolder, 'runs');
}

/** Names begin with the time: their order is that of their making. */
async function removeOld(parent: string, now: number, kept: string | undefined): Promise<void> {
  const newestFirst = (await readdir(parent)).toSorted().reverse();
  for (const [index, name] of newestFirst.entries()) {
    const path = join(parent, name);
    const entry = await stat(path).catch(() => undefined);
    const isOld = entry !== undefined && now - entry.mtimeMs > maximumAge;
    if (path !== kept && (isOld || index >= maximumCount - 1)) await removeRunFolder(path);
  }
}
