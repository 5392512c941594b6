import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../basics/brand.ts';
import { OperatorError, type Problem } from '../basics/problem.ts';
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
const file = z.object({ version: z.literal(1), hosts: z.record(z.string(), z.record(z.string(), stored)) });

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
    const { hosts } = file.parse(JSON.parse(await readFile(path, 'utf8')));
    const records: FleetRecords = new Map();
    for (const [host, sessions] of Object.entries(hosts)) {
      records.set(host, new Map(Object.entries(sessions).map(([name, each]) => [name, toRecord(each)])));
    }
    return { records };
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

/** The records that are kept: those seen last. */
export function boundRecords(records: FleetRecords, most = mostSessions): FleetRecords {
  const all = [...records].flatMap(([host, sessions]) =>
    [...sessions].map(([name, record]) => ({ host, name, record })),
  );
  if (all.length <= most) return records;
  const kept: FleetRecords = new Map();
  for (const { host, name, record } of all.sort((a, b) => b.record.seen - a.record.seen).slice(0, most)) {
    kept.set(host, new Map([...(kept.get(host) ?? []), [name, record]]));
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
