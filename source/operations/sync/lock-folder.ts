import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, lstat, mkdir, open, readdir, rm, utimes } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FleetClaim, formatClaim, parseClaim } from '../../fleet/locks.ts';
import { isSameProcess } from '../../terraform/process-identity.ts';

/** Shared by all users of the machine, as Debian has it; emptied at each boot. A file each: nobody touches another's. */
const sharedFolder = join(process.platform === 'linux' ? '/run/lock' : tmpdir(), 'peerdeck');

/** A claim that was found, and whether whoever made it is still there. */
export interface FoundClaim {
  readonly claim: FleetClaim;
  readonly path: string;
  /** `silent`: of another machine or a process that stopped, and not heard of for a while. */
  readonly state: 'held' | 'silent' | 'dead' | 'breaking';
  /** When it was last heard of, milliseconds since 1970. */
  readonly heard: number;
  /** Who asked it to end, where somebody did. */
  readonly breaker?: string;
}

/** How often a claim is kept alive, and after how long without that it counts as silent; milliseconds. */
export const heartbeat = { interval: 5_000, silentAfter: 30_000 } as const;

/** A claim that was asked to end and did not within this time counts no more; milliseconds. */
export const breakPatience = 20_000;

const largestClaim = 1024 * 1024;
const mostClaims = 1000;

/**
 * The folder of claims, writable for every user as `/tmp` is. Where the machine has no such place, the one of this
 * user, which keeps apart what the same user does.
 */
export async function openClaimFolder(stateFolder: string): Promise<string> {
  const own = join(stateFolder, 'locks');
  try {
    if ((await mkdir(sharedFolder, { recursive: true })) !== undefined) await chmod(sharedFolder, 0o1777);
    await access(sharedFolder, constants.W_OK | constants.X_OK);
    // A link would have us write wherever another user points it.
    if (!(await lstat(sharedFolder)).isDirectory()) throw new Error('not a folder');
    return sharedFolder;
  } catch {
    await mkdir(own, { recursive: true, mode: 0o700 });
    return own;
  }
}

/** Writes a new claim; its path. */
export async function putClaim(folder: string, claim: FleetClaim): Promise<string> {
  const path = join(folder, `${claim.pid}-${randomBytes(6).toString('hex')}.claim`);
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(formatClaim(claim));
  } finally {
    await file.close();
  }
  return path;
}

/** Every claim in the folder; files that are none are left alone. */
export async function listClaims(folder: string): Promise<readonly FoundClaim[]> {
  const names = await readdir(folder).catch(() => []);
  const claims = await Promise.all(
    names
      .filter((name) => name.endsWith('.claim'))
      .slice(0, mostClaims)
      .map((name) => readClaim(join(folder, name))),
  );
  return claims.flatMap((claim) => claim ?? []);
}

async function readClaim(path: string): Promise<FoundClaim | undefined> {
  const found = await readBounded(path);
  const claim = found && parseClaim(found.text);
  if (!claim) return undefined;
  const breaking = await readBounded(breakPath(path));
  const heard = found.changed;
  const breaker = breaking?.text.trim().slice(0, 200);
  return {
    claim,
    path,
    heard,
    state: await judgeClaim(claim, heard, breaking?.changed),
    ...(breaker === undefined ? {} : { breaker }),
  };
}

async function judgeClaim(
  { machine, pid, started }: FleetClaim,
  heard: number,
  asked: number | undefined,
): Promise<FoundClaim['state']> {
  if (machine === hostname() && !(await isSameProcess(pid, started))) return 'dead';
  if (asked !== undefined) return Date.now() - asked > breakPatience ? 'dead' : 'breaking';
  return Date.now() - heard > heartbeat.silentAfter ? 'silent' : 'held';
}

/** Links are not followed: the folder is everybody's. */
async function readBounded(path: string): Promise<{ text: string; changed: number } | undefined> {
  const entry = await lstat(path).catch(() => undefined);
  if (!entry?.isFile() || entry.size > largestClaim) return undefined;
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    return { text: await file.readFile('utf8'), changed: entry.mtimeMs };
  } finally {
    await file.close();
  }
}

/** Says that the claim is alive; false where it is gone. */
export async function touchClaim(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

/** Who asked this claim to end; undefined while nobody did. */
export async function readBreaker(path: string): Promise<string | undefined> {
  return (await readBounded(breakPath(path)))?.text.trim().slice(0, 200);
}

/** Asks whoever made a claim to end in order. */
export async function askToEnd(path: string, who: string): Promise<void> {
  const file = await open(breakPath(path), 'wx', 0o644).catch(() => undefined);
  if (!file) return;
  try {
    await file.writeFile(`${who}\n`);
  } finally {
    await file.close();
  }
}

/** Takes a claim away, where that is allowed: another user's stays, and counts for nothing once it is dead. */
export async function dropClaim(path: string): Promise<void> {
  for (const each of [path, breakPath(path)]) await rm(each, { force: true }).catch(() => undefined);
}

function breakPath(path: string): string {
  return `${path}.break`;
}
