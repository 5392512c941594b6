import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Instant } from '../../basics/brand.ts';
import { OperatorError, type Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { HostRecords, LatchedText, SessionRecord } from './session-history.ts';

/** Records of all hosts, by their names. */
export type FleetRecords = Map<string, HostRecords>;

/** More than any fleet we know of has; the ones not seen for longest are forgotten first. */
const mostSessions = 20_000;
const largestFile = 64 * 1024 * 1024;

const instant = z
  .number()
  .int()
  .nonnegative()
  .transform((value) => value as Instant);
const text = z.string().max(2_000);
const latched = z.tuple([text, instant]);
const count = z.number().nullable();
const stored = z.object({
  up: z.boolean(),
  since: instant,
  sinceBefore: z.boolean(),
  birdSince: text,
  flaps: z.array(instant).max(200),
  firstError: latched.optional(),
  message: latched.optional(),
  samples: z.array(z.tuple([instant, count, count])).max(1_000),
  seen: instant,
});
const file = z.object({
  version: z.literal(1),
  hosts: z.record(z.string(), z.record(z.string(), z.unknown())),
});

type Stored = z.input<typeof stored>;

function readLatched(value: z.output<typeof latched> | undefined): LatchedText | undefined {
  return value && { text: value[0], at: value[1] };
}

function toRecord({ firstError, message, samples, ...rest }: z.output<typeof stored>): SessionRecord {
  const [error, words] = [readLatched(firstError), readLatched(message)];
  return {
    ...rest,
    ...(error && { firstError: error }),
    ...(words && { message: words }),
    samples: samples.map(([at, imported, exported]) => ({ at, imported, exported })),
  };
}

function toStored({ firstError, message, samples, flaps, ...rest }: SessionRecord): Stored {
  return {
    ...rest,
    flaps: [...flaps],
    ...(firstError && { firstError: [firstError.text, firstError.at] as [string, number] }),
    ...(message && { message: [message.text, message.at] as [string, number] }),
    samples: samples.map(({ at, imported, exported }): [number, number | null, number | null] => [
      at,
      imported,
      exported,
    ]),
  };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/**
 * Reads what was remembered. A file that cannot be read is told as a problem and begun anew: a history is not worth
 * refusing to show the network.
 */
export async function readHistoryFile(path: string): Promise<{ records: FleetRecords; problem?: Problem }> {
  try {
    const { size } = await stat(path);
    if (size > largestFile) throw new Error(`${size} bytes are more than a history has`);
    return readHosts(path, file.parse(JSON.parse(await readFile(path, 'utf8'))).hosts);
  } catch (error) {
    if (isMissing(error)) return { records: new Map() };
    return {
      records: new Map(),
      problem: {
        kind: 'history-unread',
        message: 'the history of sessions could not be read and is begun anew',
        place: { file: path },
        answer: error instanceof Error ? error.message.slice(0, 500) : String(error),
      },
    };
  }
}

/** Sessions whose record is damaged are begun anew; the others keep theirs. */
function readHosts(
  path: string,
  hosts: z.output<typeof file>['hosts'],
): { records: FleetRecords; problem?: Problem } {
  const records: FleetRecords = new Map();
  const damaged: string[] = [];
  for (const [host, sessions] of Object.entries(hosts)) {
    const known = new Map<string, SessionRecord>();
    for (const [name, each] of Object.entries(sessions)) {
      const read = stored.safeParse(each);
      if (read.success) known.set(name, toRecord(read.data));
      else damaged.push(`${host} ${name}`);
    }
    records.set(host, known);
  }
  if (damaged.length === 0) return { records };
  return {
    records,
    problem: {
      kind: 'history-unread',
      message: `the history of ${damaged.length} sessions could not be read and is begun anew`,
      place: { file: path },
      answer: sanitizeLine(damaged.slice(0, 5).join(', ')),
    },
  };
}

/** What tells one writing of a file from another; undefined where there is no file. */
export async function stampHistoryFile(path: string): Promise<string | undefined> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

const lockPatience = 2_000;
const lockLifetime = 10_000;

/**
 * Does some work while no other console writes the file. A lock that its owner left behind is taken; where the turn
 * does not come in time the work is done all the same: a history is not worth a halt.
 */
export async function withHistoryLock(path: string, work: () => Promise<void>): Promise<void> {
  const lock = `${path}.lock`;
  await makeFolder(dirname(path)).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  const isHeld = await takeLock(lock, Date.now() + lockPatience);
  try {
    await work();
  } finally {
    if (isHeld) await rm(lock, { recursive: true, force: true });
  }
}

/** False where the lock is not ours in time, or there is no folder for it yet. */
async function takeLock(lock: string, until: number): Promise<boolean> {
  for (;;) {
    try {
      await mkdir(lock, { mode: 0o700 });
      return true;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) return false;
    }
    const { mtimeMs } = await stat(lock).catch((error: unknown) => {
      if (isMissing(error)) return { mtimeMs: Date.now() };
      throw error;
    });
    if (Date.now() - mtimeMs > lockLifetime) await rm(lock, { recursive: true, force: true });
    else if (Date.now() > until) return false;
    else await pause(20);
  }
}

/** Puts a file that cannot be read aside, for who wants to look at it; one that was put there before is gone. */
export async function setHistoryFileAside(path: string): Promise<void> {
  try {
    await rename(path, `${path}.unread`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** The records that are kept: those seen last. */
export function boundRecords(records: FleetRecords, most = mostSessions): FleetRecords {
  const all = [...records].flatMap(([host, sessions]) =>
    [...sessions].map(([name, record]) => ({ host, name, record })),
  );
  if (all.length <= most) return records;
  const kept = new Map<string, Map<string, SessionRecord>>();
  for (const { host, name, record } of all.sort((a, b) => b.record.seen - a.record.seen).slice(0, most)) {
    const sessions = kept.get(host) ?? new Map<string, SessionRecord>();
    kept.set(host, sessions.set(name, record));
  }
  return kept;
}

/**
 * Writes the records whole or not at all; only the user may read them. Where the fleet's state folder is gone, as
 * when its lab ended, there is nothing to remember either. Throws OperatorError.
 */
export async function writeHistoryFile(path: string, records: FleetRecords): Promise<void> {
  const hosts = Object.fromEntries(
    [...boundRecords(records)].map(([host, sessions]) => [
      host,
      Object.fromEntries([...sessions].map(([name, record]) => [name, toStored(record)])),
    ]),
  );
  try {
    await makeFolder(dirname(path));
    await replaceFile(path, JSON.stringify({ version: 1, hosts }));
  } catch (error) {
    if (isMissing(error)) return;
    throw new OperatorError(
      {
        kind: 'history-unwritten',
        message: 'the history of sessions could not be written',
        place: { file: path },
        answer: error instanceof Error ? error.message : String(error),
        hint: 'is the disk full, or the folder not yours?',
      },
      { cause: error },
    );
  }
}

async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
