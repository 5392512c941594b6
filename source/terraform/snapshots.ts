import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { OperatorError } from '../basics/problem.ts';

/** Why a snapshot was made. */
export const snapshotPhases = ['before', 'after', 'restore', 'move', 'recover'] as const;
export type SnapshotPhase = (typeof snapshotPhases)[number];

/** What a snapshot's name tells without its password. */
export interface StateSnapshot {
  /** What `peerdeck state` calls it: its file's name without the ending. */
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  readonly phase: SnapshotPhase;
  readonly serial: number;
  readonly resources: number;
  /** The first digits of the repository's commit. */
  readonly commit?: string;
}

/** A snapshot's contents, in clear. */
export interface SnapshotContents {
  /** Text of the state as Terraform keeps it. */
  readonly state: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  /** `user@machine`. */
  readonly who: string;
}

const contents = z.object({
  state: z.string(),
  commit: z.string().exactOptional(),
  dirty: z.boolean().exactOptional(),
  who: z.string(),
});

const kept = 40;
const openedLimit = 512 * 1024 * 1024;
const ending = '.vault';
const pattern = /^(\d{8}T\d{6})(\d{3})Z-(\w+)-s(\d+)-r(\d+)-([0-9a-f]{7}|none)-[0-9a-f]{6}$/;

function snapshotsFolder(privateFolder: string): string {
  return join(privateFolder, 'snapshots');
}

/** Packs a state and where it came from; the bytes are to be encrypted. */
export async function packSnapshot(snapshot: SnapshotContents): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(snapshot));
}

/** Reads what `packSnapshot` made. Throws OperatorError for anything else. */
export async function unpackSnapshot(bytes: Uint8Array, file: string): Promise<SnapshotContents> {
  try {
    const text = await promisify(gunzip)(bytes, { maxOutputLength: openedLimit });
    return contents.parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'snapshot-unreadable',
        message: `${basename(file)} is not a snapshot of a state.`,
        place: { file },
        attempted: 'read a snapshot',
        hint: 'Choose another: peerdeck state list',
      },
      { cause: error },
    );
  }
}

/** Writes an encrypted snapshot whole or not at all, and removes the oldest beyond those that are kept. */
export async function writeSnapshot(
  privateFolder: string,
  about: Omit<StateSnapshot, 'name' | 'at'>,
  vault: string,
  now: number,
): Promise<StateSnapshot> {
  const folder = snapshotsFolder(privateFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = new Date(now).toISOString();
  const { phase, serial, resources, commit } = about;
  const stamp = at.replace(/[-:.]/g, '');
  const random = randomBytes(3).toString('hex');
  const name = `${stamp}-${phase}-s${serial}-r${resources}-${commit?.slice(0, 7) ?? 'none'}-${random}`;
  const path = join(folder, `${name}${ending}`);
  await writeFile(`${path}.new`, vault, { mode: 0o600, flag: 'wx' });
  await rename(`${path}.new`, path);
  for (const old of (await listSnapshots(privateFolder)).slice(kept))
    await rm(join(folder, `${old.name}${ending}`), { force: true });
  return { ...about, name, at };
}

/** The snapshots there are, newest first. */
export async function listSnapshots(privateFolder: string): Promise<readonly StateSnapshot[]> {
  const names = await readdir(snapshotsFolder(privateFolder)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => parseSnapshotName(name.slice(0, -ending.length)))
    .filter((snapshot) => snapshot !== undefined)
    .toSorted((a, b) => (a.name < b.name ? 1 : -1));
}

/** What a name says; undefined for a file that is none of ours. */
export function parseSnapshotName(name: string): StateSnapshot | undefined {
  const [, second = '', fraction = '', word, serial = '', resources = '', commit = ''] =
    pattern.exec(name) ?? [];
  const phase = snapshotPhases.find((each) => each === word);
  if (phase === undefined) return undefined;
  const time = second.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6');
  return {
    name,
    at: `${time}.${fraction}Z`,
    phase,
    serial: Number(serial),
    resources: Number(resources),
    ...(commit === 'none' ? {} : { commit }),
  };
}

/** The encrypted text of a snapshot. */
export async function readSnapshot(
  privateFolder: string,
  snapshot: StateSnapshot,
): Promise<{ readonly file: string; readonly vault: string }> {
  const file = join(snapshotsFolder(privateFolder), `${snapshot.name}${ending}`);
  return { file, vault: await readFile(file, 'utf8') };
}

/**
 * The snapshot a person names: by its whole name, the beginning of one, `latest`, or its number in the list from 1.
 * Undefined where it is not plain which.
 */
export function findSnapshot(snapshots: readonly StateSnapshot[], word: string): StateSnapshot | undefined {
  if (word === 'latest') return snapshots[0];
  if (/^\d{1,3}$/.test(word)) return snapshots[Number(word) - 1];
  const found = snapshots.filter(({ name }) => name === word || (word.length >= 8 && name.startsWith(word)));
  return found.length === 1 ? found[0] : undefined;
}
