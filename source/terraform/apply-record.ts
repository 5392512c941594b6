import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { asNumber, asRecord, asText, field, parseJson } from './json.ts';
import { isSameProcess, readStartTime } from './process-identity.ts';

/** Who applies, where and since when: kept beside the state, because few backends tell it of a lock's holder. */
export interface ApplyRecord {
  readonly user: string;
  readonly machine: string;
  readonly pid: number;
  /** The process's start in clock ticks since boot; tells a reused pid. */
  readonly pidStart?: string;
  readonly terraformPid?: number;
  readonly terraformStart?: string;
  /** ISO 8601. */
  readonly since: string;
  readonly runFolder: string;
  /** What is done, where it is no apply but a change of the state itself. */
  readonly work?: string;
  /** It was stopped or killed and its console has said so: it is kept for the next one to say it again. */
  readonly left?: boolean;
}

export type ApplyClaim =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** Somebody's apply runs: its console, or a Terraform that outlived its console. */
  | { readonly kind: 'held'; readonly record: ApplyRecord; readonly by: 'console' | 'terraform' };

export interface Claim {
  /** Adds Terraform's pid, so that it is found when this process dies. */
  noteTerraform(pid: number): Promise<void>;
  release(): Promise<void>;
  /** Gives the apply free, and leaves the record of it for whoever plans next. */
  leave(): Promise<void>;
}

const recordName = 'apply.json';

/** Takes the fleet's apply for this process. A record whose processes are gone is taken over. */
export async function claimApply(
  privateFolder: string,
  runFolder: string,
  now: number,
  work?: string,
): Promise<ApplyClaim> {
  const path = join(privateFolder, recordName);
  const self = await describeSelf(runFolder, now);
  const mine = work === undefined ? self : { ...self, work };
  while (true) {
    if (await createRecord(path, mine)) return { kind: 'claimed', claim: holdClaim(path, mine) };
    const record = await readApplyRecord(privateFolder);
    const holder = record === undefined ? undefined : await findHolder(record);
    if (record !== undefined && holder !== undefined) return { kind: 'held', record, by: holder };
    await setAside(path);
  }
}

/** The record as it stands, of a running apply or of one that was cut short. */
export async function readApplyRecord(privateFolder: string): Promise<ApplyRecord | undefined> {
  const text = await readFile(join(privateFolder, recordName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseRecord(text);
}

/** Which of the record's processes still runs; undefined when the apply was cut short. */
export async function findHolder(record: ApplyRecord): Promise<'console' | 'terraform' | undefined> {
  if (record.left) return undefined;
  if (record.machine !== hostname()) return 'console';
  if (await isSameProcess(record.pid, record.pidStart)) return 'console';
  const { terraformPid, terraformStart } = record;
  if (terraformPid !== undefined && (await isSameProcess(terraformPid, terraformStart))) return 'terraform';
  return undefined;
}

function holdClaim(path: string, mine: ApplyRecord): Claim {
  let record = mine;
  const rewrite = async (): Promise<void> => {
    const fresh = `${path}.${process.pid}`;
    await writeFile(fresh, formatRecord(record), { mode: 0o600 });
    await rename(fresh, path);
  };
  return {
    async noteTerraform(pid) {
      const terraformStart = await readStartTime(pid);
      record = { ...record, terraformPid: pid, ...(terraformStart === undefined ? {} : { terraformStart }) };
      await rewrite();
    },
    async release() {
      await rm(path, { force: true });
    },
    async leave() {
      record = { ...record, left: true };
      await rewrite();
    },
  };
}

/** Forgets an apply that was cut short, once everything is as it should be. */
export async function forgetLeftRecord(privateFolder: string): Promise<void> {
  const record = await readApplyRecord(privateFolder);
  if (record !== undefined && (await findHolder(record)) === undefined)
    await setAside(join(privateFolder, recordName));
}

async function describeSelf(runFolder: string, now: number): Promise<ApplyRecord> {
  const pidStart = await readStartTime(process.pid);
  return {
    user: userInfo().username,
    machine: hostname(),
    pid: process.pid,
    ...(pidStart === undefined ? {} : { pidStart }),
    since: new Date(now).toISOString(),
    runFolder,
  };
}

async function createRecord(path: string, record: ApplyRecord): Promise<boolean> {
  try {
    await writeFile(path, formatRecord(record), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Renaming lets one of two claimants win; the other finds nothing to rename and looks again. */
async function setAside(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  await rename(path, aside).then(
    () => rm(aside, { force: true }),
    () => undefined,
  );
}

function formatRecord(record: ApplyRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function parseRecord(text: string): ApplyRecord | undefined {
  const record = asRecord(parseJson(text));
  const read = (key: string) => asText(field(record, key));
  const pid = asNumber(field(record, 'pid'));
  const terraformPid = asNumber(field(record, 'terraformPid'));
  const pidStart = read('pidStart');
  const terraformStart = read('terraformStart');
  const work = read('work');
  if (pid === undefined) return undefined;
  return {
    user: read('user') ?? 'somebody',
    machine: read('machine') ?? '',
    pid,
    ...(pidStart === undefined ? {} : { pidStart }),
    ...(terraformPid === undefined ? {} : { terraformPid }),
    ...(terraformStart === undefined ? {} : { terraformStart }),
    since: read('since') ?? '',
    runFolder: read('runFolder') ?? '',
    ...(work === undefined ? {} : { work }),
    ...(field(record, 'left') === true ? { left: true } : {}),
  };
}
