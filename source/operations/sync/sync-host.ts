import { OperatorError, toProblem } from '../../basics/problem.ts';
import type { LiveState, OpenTransaction } from '../../delivery/live-state.ts';
import type { Delivery } from '../../delivery/package.ts';
import type { DeliveryPlan, PlannedChange } from '../../delivery/plan.ts';
import { findHold, type Hold, splitHolds } from '../../fleet/holds.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostSyncResult } from '../diff/changes.ts';
import { type PlannedHost, planHost } from '../diff/diff-live.ts';
import { dropHolds } from './hold.ts';
import { describeHeld } from './hold-words.ts';
import { deliver, type HostChange, outcomeOf, recover, releaseOf } from './sync-deliver.ts';
import { leaveInterrupted } from './sync-outcome.ts';
import { describeUndone, endUnconfirmed, refuseForeign } from './sync-unconfirmed.ts';

/** One host's part of a sync. */
export interface HostSync extends HostChange {
  readonly deleteStale: boolean;
}

/** Brings a host in line with its rendered files. What goes wrong is its result; it throws nothing. */
export async function syncHost(sync: HostSync): Promise<HostSyncResult> {
  return orProblem(sync.connection.host, sync.signal, async () => {
    const seen = await lookAt(sync);
    if ('outcome' in seen) return seen;
    const result = await seen.finish();
    if (result.problem?.kind !== 'holds-changed') return result;
    const again = await lookAt(sync);
    return 'outcome' in again ? again : again.finish();
  });
}

/** A host where something is left to do. */
interface HostWork {
  finish(): Promise<HostSyncResult>;
}

/**
 * Looks at a host, in one round trip and without changing it: its result where nothing is to be done or must not be.
 * What is to be done is found anew when it is done: that may be many waves later. Throws OperatorError.
 */
export async function surveyHost(sync: HostSync): Promise<HostSyncResult | 'work'> {
  const seen = await lookAt(sync);
  return 'outcome' in seen ? seen : 'work';
}

async function lookAt(sync: HostSync): Promise<HostSyncResult | HostWork> {
  const { connection, rendered, layout, signal } = sync;
  const seen = await planHost(connection, rendered, layout, signal, sync.deliveries);
  const { active, ended } = splitHolds(seen.live.holds, Date.now());
  refuseHeld(sync, active, seen.live);
  refuseForeign(connection.host, seen.live);
  const isOpen = seen.live.transaction !== undefined;
  const todo = chooseChanges(sync, seen.plan, seen.live, active);
  if (!isOpen && ended.length === 0 && isNothing(todo.delivery, seen.live))
    return describeIdle(sync, seen.live, todo);
  return { finish: () => finishHost(sync, seen, todo, ended) };
}

async function finishHost(
  sync: HostSync,
  seen: PlannedHost,
  chosen: ChosenChanges,
  ended: readonly Hold[],
): Promise<HostSyncResult> {
  const { connection, rendered, layout, signal } = sync;
  let [planned, todo] = [seen, chosen];
  if (planned.live.transaction) {
    const confirmed = await endOpen(sync, planned.live.transaction);
    if (confirmed) return confirmed;
    planned = await planHost(connection, rendered, layout, signal, sync.deliveries);
    todo = chooseChanges(sync, planned.plan, planned.live, splitHolds(planned.live.holds, Date.now()).active);
  }
  const { live, delivery, unknownContainers } = planned;
  if (ended.length > 0)
    await dropHolds(
      connection,
      ended.map(({ path }) => path),
      { layout, signal },
    );
  const holdLines = live.holdLines.filter(
    (_line, index) => !ended.some((hold) => hold === live.holds[index]),
  );
  const result = isNothing(todo.delivery, live)
    ? describeIdle(sync, live, todo)
    : await deliver(sync, { ...todo.delivery, holdLines }, live, delivery);
  const told =
    unknownContainers === undefined || result.outcome !== 'changed'
      ? result
      : addNote(result, `no container was restarted: Terraform's state cannot be read: ${unknownContainers}`);
  return {
    ...markHeld(addNote(told, describeUndone(live)), todo),
    ...(ended.length > 0 ? { endedHolds: ended } : {}),
  };
}

function addNote(result: HostSyncResult, note: string | undefined): HostSyncResult {
  if (note === undefined) return result;
  return { ...result, note: result.note === undefined ? note : `${note}; ${result.note}` };
}

/** Ends a change that nobody follows any more; the host's result where that was all there is to do. */
async function endOpen(sync: HostSync, transaction: OpenTransaction): Promise<HostSyncResult | undefined> {
  if (!transaction.running) {
    await recover(sync, transaction.release);
    return undefined;
  }
  return endUnconfirmed(sync, transaction, async (release) => {
    const { live, plan } = await planHost(
      sync.connection,
      sync.rendered,
      sync.layout,
      sync.signal,
      sync.deliveries,
    );
    const { active } = splitHolds(live.holds, Date.now());
    const { delivery, left } = chooseChanges(sync, plan, live, active);
    const isNothingLeft = delivery.changes.length + delivery.adopted.length + left.length === 0;
    return live.release === release && live.transaction?.running === true && isNothingLeft;
  });
}

/** What is sent, and what holds keep from being sent. */
interface ChosenChanges {
  readonly delivery: Delivery;
  readonly left: readonly PlannedChange[];
  readonly holds: readonly Hold[];
}

function chooseChanges(
  sync: HostSync,
  plan: DeliveryPlan,
  live: LiveState,
  active: readonly Hold[],
): ChosenChanges {
  const { host } = sync.connection;
  const [refused] = plan.refused;
  if (refused) {
    throw new OperatorError({
      kind: 'file-undeliverable',
      message: `${refused.path} cannot be delivered to ${host}: ${refused.reason}`,
      host,
    });
  }
  const holdOf = ({ path, livePath }: PlannedChange): Hold | undefined =>
    findHold(active, { path, livePath: livePath.slice(sync.layout.root.length) }, live.home);
  const changes = sync.deleteStale ? [...plan.changes, ...plan.stale] : plan.changes;
  const left = changes.filter((change) => holdOf(change) !== undefined);
  return {
    delivery: { changes: changes.filter((change) => !left.includes(change)), adopted: plan.adopted },
    left,
    holds: [...new Set(left.flatMap((change) => holdOf(change) ?? []))],
  };
}

function isNothing({ changes, adopted }: Delivery, live: LiveState): boolean {
  return changes.length + adopted.length + live.pending.length === 0;
}

function describeIdle(sync: HostSync, live: LiveState, todo: ChosenChanges): HostSyncResult {
  const { host } = sync.connection;
  return markHeld({ host, outcome: 'unchanged', files: [], ...releaseOf(live.release) }, todo);
}

/** A host is not in line while a hold keeps something from it, however well the rest went. */
function markHeld(result: HostSyncResult, { left, holds }: ChosenChanges): HostSyncResult {
  if (left.length === 0 || result.problem !== undefined) return result;
  const problem = describeHeld(
    result.host,
    holds,
    left.map(({ path }) => path),
  );
  return { ...result, outcome: 'held', holds, problem };
}

function refuseHeld({ connection: { host } }: HostSync, active: readonly Hold[], live: LiveState): void {
  const hold = active.find(({ path }) => path === undefined);
  if (hold) throw new HeldError(describeHeld(host, [hold], []), hold, live.release);
}

/** Carries the hold, for those who show it otherwise than in words. */
class HeldError extends OperatorError {
  constructor(
    problem: OperatorError['problem'],
    readonly hold: Hold,
    readonly release: string | undefined,
  ) {
    super(problem);
  }
}

/** What goes wrong with a host is its result. */
export async function orProblem<Found>(
  host: HostName,
  signal: AbortSignal | undefined,
  work: () => Promise<Found>,
): Promise<Found | HostSyncResult> {
  if (signal?.aborted) return leaveInterrupted(host, signal.reason);
  try {
    return await work();
  } catch (error) {
    const problem = toProblem(error, { host });
    const held = error instanceof HeldError ? { holds: [error.hold], ...releaseOf(error.release) } : {};
    return { host, outcome: outcomeOf(problem), files: [], ...held, problem };
  }
}
