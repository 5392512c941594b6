import { type Problem, toProblem } from '../../basics/problem.ts';
import type { JournalEntry, JournalHost, JournalKind } from '../../fleet/journal.ts';
import { createRedactor, type Redactor } from '../../secrets/redaction.ts';
import type { HostSyncResult, SyncResult } from '../diff/changes.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { changeAuthor } from '../sync/sync-author.ts';
import type { ApplyResult } from '../terraform/plans.ts';
import { readCommit } from './journal-commit.ts';
import { appendJournal } from './journal-file.ts';
import { describeReason } from './journal-reason.ts';

/** The journal could not be written: told as an event, because what was done stays done. */
export interface JournalProblem {
  readonly type: 'problem';
  readonly problem: Problem;
}

/** What an operation tells of itself that the journal keeps; events of other types pass by unread. */
interface JournaledEvent {
  readonly type: string;
  readonly severity?: 'warning' | 'error';
  readonly problem?: Problem;
  readonly result?: HostSyncResult;
}

/** What becomes of hosts, and where there is Terraform, of what it applied. */
export interface DeployOutcome extends SyncResult {
  readonly applied?: ApplyResult;
}

/** What an operation ends in, as far as the journal reads it. */
export type JournaledResult = DeployOutcome | ApplyResult;

/** Why something is done. */
export interface JournalReasons {
  readonly why?: string | undefined;
  /** Checks that found errors, and were passed over for that reason. */
  readonly overruled?: readonly string[] | undefined;
}

interface Draft {
  readonly hosts: Map<string, JournalHost>;
  readonly problems: Set<string>;
  readonly redact: Redactor;
}

/**
 * Passes an operation through and writes it into the fleet's journal when it ends, however it ends: who, when, which
 * commit, and for every host what became of it and why, without secrets.
 */
export async function* withJournal<Event extends JournaledEvent, Result extends JournaledResult>(
  session: FleetSession,
  kind: JournalKind,
  operation: Operation<Event, Result>,
  reasons: JournalReasons = {},
): Operation<Event | JournalProblem, Result> {
  const began = Date.now();
  const redact = createRedactor(session.fleet.secretValues);
  const draft: Draft = { hosts: new Map(), problems: new Set(), redact };
  const { why, overruled = [] } = reasons;
  const head = {
    ...(await describeJournalHead(session, kind, why)),
    ...(overruled.length === 0 ? {} : { overruled: [...overruled] }),
  };
  const results: Result[] = [];
  let written = false;
  const write = async (): Promise<Problem | undefined> => {
    if (written) return undefined;
    written = true;
    const [result] = results;
    if (result) noteResult(result, draft);
    const entry = closeEntry(head, began, draft, result);
    return appendJournal(session.stateFolder, entry).then(() => undefined, toProblem);
  };
  try {
    for await (const event of keepResult(operation, results)) {
      noteEvent(event, draft);
      yield event;
    }
  } catch (error) {
    draft.problems.add(toProblem(error).kind);
    const unwritten = await write();
    if (unwritten) yield { type: 'problem', problem: unwritten };
    throw error;
  } finally {
    // Where the reader stopped reading, nobody is left to be told that this failed.
    if (results.length === 0) await write();
  }
  const unwritten = await write();
  if (unwritten) yield { type: 'problem', problem: unwritten };
  const [result] = results;
  if (result === undefined) throw new Error('the operation ended without a result');
  return result;
}

async function* keepResult<Event extends { readonly type: string }, Result>(
  operation: Operation<Event, Result>,
  results: Result[],
): AsyncGenerator<Event, void, void> {
  results.push(yield* operation);
}

function closeEntry(
  head: JournalHead,
  began: number,
  draft: Draft,
  result: JournaledResult | undefined,
): JournalEntry {
  const terraform = result && countsOf(result);
  return {
    ...head,
    seconds: Math.round((Date.now() - began) / 100) / 10,
    hosts: [...draft.hosts.values()],
    problems: [...draft.problems].slice(0, 100),
    ...(terraform ? { terraform } : {}),
    ...(result === undefined ? { interrupted: true } : {}),
  };
}

function noteEvent({ type, severity, problem, result }: JournaledEvent, draft: Draft): void {
  if (problem && severity !== 'warning') draft.problems.add(problem.kind);
  if (type === 'host-synced' && result) noteHost(result, draft);
}

function noteResult(result: JournaledResult, draft: Draft): void {
  if ('hosts' in result) for (const each of result.hosts) noteHost(each, draft);
  const applied = appliedOf(result);
  if (applied?.kind === 'failed') draft.problems.add(applied.problem.kind);
}

function appliedOf(result: JournaledResult): ApplyResult | undefined {
  return 'hosts' in result ? result.applied : result;
}

function noteHost({ host, outcome, files, release, problem }: HostSyncResult, draft: Draft): void {
  if (problem) draft.problems.add(problem.kind);
  const reason = problem && describeReason(problem, draft.redact);
  draft.hosts.set(host, {
    host,
    outcome,
    files: [...files],
    ...(release === undefined ? {} : { release }),
    ...(problem === undefined ? {} : { problem: problem.kind }),
    ...(reason === undefined ? {} : { reason }),
  });
}

function countsOf(result: JournaledResult): JournalEntry['terraform'] {
  const applied = appliedOf(result);
  if (applied?.kind !== 'applied') return undefined;
  const { add, change, remove } = applied;
  return { add, change, remove };
}

type JournalHead = Pick<
  JournalEntry,
  'at' | 'who' | 'mode' | 'kind' | 'commit' | 'dirty' | 'why' | 'overruled'
>;

/** What every entry begins with. */
export async function describeJournalHead(
  session: FleetSession,
  kind: JournalKind,
  why?: string,
): Promise<JournalHead> {
  const { root, mode } = session.fleet;
  return {
    at: new Date().toISOString(),
    who: changeAuthor('').who,
    mode: mode.kind === 'lab' ? `lab ${mode.name}` : 'production',
    ...(await readCommit(root)),
    kind,
    ...(why === undefined ? {} : { why: createRedactor(session.fleet.secretValues)(why) }),
  };
}
