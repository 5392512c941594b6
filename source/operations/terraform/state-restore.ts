import { OperatorError } from '../../basics/problem.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import { describeErroredState, findErroredState } from '../../terraform/state-files.ts';
import { holdSame, readState, type StateReading, withSerial } from '../../terraform/state-text.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { openTerraform } from './plan-session.ts';
import { withStateClaim } from './state-claim.ts';
import { compareOpened } from './state-diff.ts';
import { summarizeState } from './state-list.ts';
import { type OpenedState, openCurrent, openSnapshot, withStateFile } from './state-open.ts';
import { keepState } from './state-snapshot.ts';
import type { StateChange, StateEvent, StateResult } from './states.ts';

/** What restoring a snapshot would do to the state; nothing out there changes. */
export interface RestorePreview {
  readonly snapshot: string;
  readonly at: string;
  readonly commit?: string;
  /** What becomes of the state as it is now. */
  readonly changes: readonly StateChange[];
}

/** Compares the state now with the snapshot that would take its place. Throws OperatorError where it must not. */
export async function previewRestore(
  session: FleetSession,
  word: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<RestorePreview> {
  const client = await openTerraform(session);
  const opened = await openSnapshot(session, client.workspace.privateFolder, word);
  const current = await openCurrent(client, signal);
  requireSameLineage(opened, current);
  const { name, at, commit } = opened.snapshot;
  const changes = await compareOpened(session, client, current, opened, signal);
  return { snapshot: name, at, ...(commit === undefined ? {} : { commit }), changes };
}

/**
 * Puts a snapshot in the place of the state: refused while an apply runs, for another lineage, or where a state waits
 * to be recovered. The state that goes is kept first; the new one gets the next serial, and is read back.
 */
export async function* restoreState(
  session: FleetSession,
  word: string,
  signal: AbortSignal = new AbortController().signal,
): Operation<StateEvent, StateResult> {
  const client = await openTerraform(session);
  return yield* withStateClaim({
    session,
    client,
    what: `restore the state from ${word}`,
    run: () => restore(session, client, word, signal),
  });
}

async function* restore(
  session: FleetSession,
  client: TerraformClient,
  word: string,
  signal: AbortSignal,
): Operation<StateEvent, StateResult> {
  const { workspace } = client;
  const errored = await findErroredState(workspace);
  if (errored !== undefined) throw new OperatorError(describeErroredState(errored, workspace));
  yield { type: 'state-step', step: 'look' };
  const opened = await openSnapshot(session, workspace.privateFolder, word);
  yield* keepFirst(session, client, 'restore', signal);
  const current = await openCurrent(client, signal);
  requireSameLineage(opened, current);
  const serial = Math.max(opened.state.serial, current?.state.serial ?? 0) + (current === undefined ? 0 : 1);
  yield { type: 'state-step', step: 'push' };
  const state = await pushAndVerify(client, opened.state, serial, signal);
  yield { type: 'state-step', step: 'verify' };
  return { kind: 'restored', snapshot: opened.name, state: summarizeState(state) };
}

/** Keeps the state that is about to go; without a copy of it nothing goes on. */
export async function* keepFirst(
  session: FleetSession,
  client: TerraformClient,
  phase: 'restore' | 'recover' | 'move',
  signal: AbortSignal,
): AsyncGenerator<StateEvent, StateReading | undefined, void> {
  yield { type: 'state-step', step: 'keep' };
  const kept = await keepState(session, client, phase, signal);
  if (kept.kind === 'empty') return undefined;
  if (kept.kind === 'unkept') throw new OperatorError({ ...kept.problem, attempted: 'keep the state first' });
  yield { type: 'state-kept', snapshot: kept.snapshot.name, phase };
  return kept.state;
}

/** Puts it there under this serial, and reads it back. Throws OperatorError where it is not the same. */
export async function pushAndVerify(
  client: TerraformClient,
  state: StateReading,
  serial: number,
  signal: AbortSignal,
): Promise<StateReading> {
  await pushAs(client, state, serial, signal);
  let found = readState(await client.pullState(signal));
  if (found !== undefined && found.lineage !== state.lineage && holdSame(found, state)) {
    // Terraform gives a state that is the first in its place a lineage of its own: it gets back the one it had.
    await pushAs(client, state, serial, signal, true);
    found = readState(await client.pullState(signal));
  }
  if (found !== undefined && found.lineage === state.lineage && holdSame(found, state)) return found;
  throw new OperatorError({
    kind: 'state-differs',
    message: 'The state that was put there is not what is read back.',
    attempted: 'verify the state',
    hint: 'The one before is kept: peerdeck state list',
  });
}

/** Lends the state to Terraform under this serial. */
export function pushAs(
  client: TerraformClient,
  state: StateReading,
  serial: number,
  signal: AbortSignal,
  force = false,
): Promise<void> {
  return withStateFile(client.workspace.privateFolder, withSerial(state, serial), (file) =>
    client.pushState(file, signal, { force }),
  );
}

function requireSameLineage(wanted: OpenedState, current: OpenedState | undefined): void {
  if (current === undefined || current.state.lineage === wanted.state.lineage) return;
  throw new OperatorError({
    kind: 'refused',
    message: `${wanted.name} is of another state: its lineage is ${wanted.state.lineage}, that of the state now is ${current.state.lineage}.`,
    attempted: 'restore the state',
    hint: 'A state begun anew has a lineage of its own, and restoring would forget what it holds. Choose a snapshot of this one: peerdeck state list',
  });
}
