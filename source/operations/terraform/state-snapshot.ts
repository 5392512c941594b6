import { hostname, userInfo } from 'node:os';
import { type Problem, toProblem } from '../../basics/problem.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import {
  packSnapshot,
  type SnapshotPhase,
  type StateSnapshot,
  writeSnapshot,
} from '../../terraform/snapshots.ts';
import { readState, type StateReading } from '../../terraform/state-text.ts';
import { readCommit } from '../journal/journal-commit.ts';
import type { FleetSession } from '../session.ts';
import { openStateVault } from './state-vault.ts';

export type KeptState =
  | { readonly kind: 'kept'; readonly snapshot: StateSnapshot; readonly state: StateReading }
  /** There is no state yet. */
  | { readonly kind: 'empty' }
  /** There is a state, and no password to keep it under: never in clear. */
  | { readonly kind: 'unkept'; readonly problem: Problem; readonly state: StateReading };

/** Keeps the state as it is now, encrypted, with the repository's commit. Throws where the state cannot be read. */
export async function keepState(
  session: FleetSession,
  client: TerraformClient,
  phase: SnapshotPhase,
  signal: AbortSignal,
): Promise<KeptState> {
  const text = await client.pullState(signal);
  const state = readState(text);
  if (state === undefined) return { kind: 'empty' };
  const vault = await openStateVault(session);
  if (vault?.seal === undefined) return { kind: 'unkept', problem: withoutPassword, state };
  const commit = await readCommit(session.fleet.root);
  const packed = await packSnapshot({ state: text, who: `${userInfo().username}@${hostname()}`, ...commit });
  const sealed = vault.seal(packed);
  if (sealed === undefined) return { kind: 'unkept', problem: withoutPassword, state };
  const about = {
    phase,
    serial: state.serial,
    resources: state.resources,
    ...(commit.commit === undefined ? {} : { commit: commit.commit }),
  };
  try {
    const { privateFolder } = client.workspace;
    return {
      kind: 'kept',
      snapshot: await writeSnapshot(privateFolder, about, sealed, Date.now()),
      state,
    };
  } catch (error) {
    return { kind: 'unkept', problem: describeUnwritten(error), state };
  }
}

const withoutPassword: Problem = {
  kind: 'state-unkept',
  message: 'No snapshot of the state was kept: there is no vault password to encrypt it with.',
  hint: 'Put a password into .password (mode 0600), or name one with --vault-password-file.',
};

function describeUnwritten(error: unknown): Problem {
  return {
    kind: 'state-unkept',
    message: 'No snapshot of the state was kept: it could not be written.',
    answer: toProblem(error).message,
    hint: 'Is the disk full, or the state folder not yours?',
  };
}
