import { OperatorError, type Problem, toProblem } from '../../basics/problem.ts';
import { claimApply } from '../../terraform/apply-record.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import { describeJournalHead } from '../journal/journal.ts';
import { appendJournal } from '../journal/journal-file.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { describeHeld } from './apply-held.ts';
import { findWaysOut } from './plan-ways-out.ts';
import type { StateEvent, StateResult } from './states.ts';

/** A change of the state itself. */
interface StateWork {
  readonly session: FleetSession;
  readonly client: TerraformClient;
  /** What is done, for the journal and for messages. */
  readonly what: string;
  readonly run: () => Operation<StateEvent, StateResult>;
}

/** Does it while no apply runs, notes it in the journal, and ends in a failure instead of throwing one. */
export async function* withStateClaim({
  session,
  client,
  what,
  run,
}: StateWork): Operation<StateEvent, StateResult> {
  const { workspace } = client;
  const claimed = await claimApply(workspace.privateFolder, '', Date.now(), what);
  if (claimed.kind === 'held')
    return failState({ ...describeHeld(claimed.record, claimed.by), attempted: what }, client);
  const began = Date.now();
  const head = await describeJournalHead(session, 'state', what);
  let result: StateResult;
  try {
    result = yield* run();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    result = await failState(toProblem(error), client);
  } finally {
    await claimed.claim.release();
  }
  const problems = result.kind === 'failed' ? [result.problem.kind] : [];
  const seconds = Math.round((Date.now() - began) / 100) / 10;
  const entry = { ...head, seconds, hosts: [], problems };
  const unwritten = await appendJournal(session.stateFolder, entry).then(() => undefined, toProblem);
  if (unwritten) yield { type: 'diagnostic', severity: 'warning', problem: unwritten };
  return result;
}

async function failState(problem: Problem, client: TerraformClient): Promise<StateResult> {
  const waysOut = await findWaysOut(problem, client.workspace);
  return { kind: 'failed', problem, ...(waysOut.length === 0 ? {} : { waysOut }) };
}
