import { readFile, rm } from 'node:fs/promises';
import { OperatorError } from '../../basics/problem.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import { findErroredState } from '../../terraform/state-files.ts';
import { holdSame, readState, type StateReading } from '../../terraform/state-text.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { openTerraform } from './plan-session.ts';
import { withStateClaim } from './state-claim.ts';
import { summarizeState } from './state-list.ts';
import { keepFirst, pushAndVerify } from './state-restore.ts';
import type { StateEvent, StateResult } from './states.ts';

/**
 * Puts a state that an apply could not save (`errored.tfstate`) where it belongs, reads it back, and removes the file.
 * Refused where the state went on without it.
 */
export async function* recoverState(
  session: FleetSession,
  signal: AbortSignal = new AbortController().signal,
): Operation<StateEvent, StateResult> {
  const client = await openTerraform(session);
  return yield* withStateClaim({
    session,
    client,
    what: 'recover the state that an apply could not save',
    run: () => recover(session, client, signal),
  });
}

/**
 * Takes away the lock that a killed run left at the backend. Refused while an apply of this machine runs; whether
 * another machine's does, only people know.
 */
export async function* unlockState(
  session: FleetSession,
  id: string,
  signal: AbortSignal = new AbortController().signal,
): Operation<StateEvent, StateResult> {
  const client = await openTerraform(session);
  return yield* withStateClaim({
    session,
    client,
    what: `take the lock ${id} away`,
    run: () => unlock(client, id, signal),
  });
}

async function* unlock(
  client: TerraformClient,
  id: string,
  signal: AbortSignal,
): Operation<StateEvent, StateResult> {
  yield { type: 'state-step', step: 'clean', detail: `the lock ${id}` };
  await client.forceUnlock(id, signal);
  return { kind: 'unlocked', id };
}

async function* recover(
  session: FleetSession,
  client: TerraformClient,
  signal: AbortSignal,
): Operation<StateEvent, StateResult> {
  const file = await findErroredState(client.workspace);
  if (file === undefined) throw nothingToRecover();
  const left = readState(await readFile(file, 'utf8'));
  if (left === undefined) throw unreadable(file);
  const current = yield* keepFirst(session, client, 'recover', signal);
  const state = current !== undefined && isThere(left, current) ? current : undefined;
  if (state === undefined) {
    requireNewer(left, current, file);
    yield { type: 'state-step', step: 'push', detail: `serial ${left.serial}` };
  }
  const found = state ?? (await pushAndVerify(client, left, left.serial, signal));
  yield { type: 'state-step', step: 'verify' };
  await rm(file);
  yield { type: 'state-step', step: 'clean', detail: file };
  return { kind: 'recovered', state: summarizeState(found) };
}

function isThere(left: StateReading, current: StateReading): boolean {
  return left.lineage === current.lineage && holdSame(left, current);
}

function requireNewer(left: StateReading, current: StateReading | undefined, file: string): void {
  if (current === undefined || (left.lineage === current.lineage && left.serial > current.serial)) return;
  throw new OperatorError({
    kind: 'refused',
    message:
      left.lineage === current.lineage
        ? `The state went on without it: it is at serial ${current.serial}, and the one left is ${left.serial}.`
        : 'The state left is of another lineage than the state there.',
    place: { file },
    attempted: 'recover the state',
    hint: 'Compare both by hand (`terraform show FILE`), import what is missing, then move the file away.',
  });
}

function nothingToRecover(): OperatorError {
  return new OperatorError({
    kind: 'usage',
    message: 'There is no errored.tfstate: no apply left a state that could not be saved.',
    attempted: 'recover the state',
  });
}

function unreadable(file: string): OperatorError {
  return new OperatorError({
    kind: 'state-unreadable',
    message: 'What an apply left is no state.',
    place: { file },
    attempted: 'recover the state',
    hint: 'The snapshot from before that apply is in `peerdeck state list`.',
  });
}
