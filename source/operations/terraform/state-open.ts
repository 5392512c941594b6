import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../basics/problem.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import {
  findSnapshot,
  listSnapshots,
  readSnapshot,
  type StateSnapshot,
  unpackSnapshot,
} from '../../terraform/snapshots.ts';
import { readState, type StateReading } from '../../terraform/state-text.ts';
import type { FleetSession } from '../session.ts';
import { requireStateVault } from './state-vault.ts';

/** A state with its text, in clear. */
export interface OpenedState {
  /** What it is called in messages. */
  readonly name: string;
  readonly text: string;
  readonly state: StateReading;
}

/** Opens the snapshot that a person names. Throws OperatorError where it is not plain which, or it does not open. */
export async function openSnapshot(
  session: FleetSession,
  privateFolder: string,
  word: string,
): Promise<OpenedState & { readonly snapshot: StateSnapshot }> {
  const snapshots = await listSnapshots(privateFolder);
  const snapshot = findSnapshot(snapshots, word);
  if (snapshot === undefined) {
    throw new OperatorError({
      kind: 'usage',
      message:
        snapshots.length === 0
          ? 'There is no snapshot of the state yet: an apply makes the first.'
          : `${word} is none of the snapshots, or several.`,
      attempted: 'find a snapshot of the state',
      hint: 'peerdeck state list names them; their numbers and `latest` do as well.',
    });
  }
  const { file, vault } = await readSnapshot(privateFolder, snapshot);
  const bytes = (await requireStateVault(session)).read(vault, { file });
  const contents = await unpackSnapshot(bytes, file);
  const state = readState(contents.state);
  if (state !== undefined) return { name: snapshot.name, text: contents.state, state, snapshot };
  throw new OperatorError({
    kind: 'snapshot-unreadable',
    message: 'There is no state in this snapshot.',
    place: { file },
    hint: 'Choose another: peerdeck state list',
  });
}

/** The state as it is now; undefined where there is none. */
export async function openCurrent(
  client: TerraformClient,
  signal: AbortSignal,
): Promise<OpenedState | undefined> {
  const text = await client.pullState(signal);
  const state = readState(text);
  return state && { name: 'the state now', text, state };
}

/** Lends a state to a program as a file of the owner's alone, which is gone after. */
export async function withStateFile<Result>(
  privateFolder: string,
  text: string,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const file = join(privateFolder, `lent-${randomBytes(6).toString('hex')}.tfstate`);
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}
