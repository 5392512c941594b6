import { OperatorError, toProblem } from '../../basics/problem.ts';
import { type HostLayout, realLayout } from '../../delivery/layout.ts';
import type { DeliveryLimits } from '../../delivery/package.ts';
import type { PlannedChange } from '../../delivery/plan.ts';
import { findReleaseBefore, planRollback, type Release } from '../../delivery/releases.ts';
import { findHold, type Hold, splitHolds } from '../../fleet/holds.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostSyncResult, SyncEvent, SyncResult } from '../diff/changes.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { readFleetDelivery } from './fleet-delivery.ts';
import { putHold } from './hold.ts';
import { describeHeld } from './hold-words.ts';
import { type HostReleases, readReleases } from './releases.ts';
import { changeAuthor, defaultLimits } from './sync-author.ts';
import { deliver, type HostChange, outcomeOf, recover } from './sync-deliver.ts';
import { workInParallel } from './sync-parallel.ts';
import { describeForeign, findUnconfirmed } from './sync-unconfirmed.ts';

export interface RollbackOptions {
  /** A release that the host keeps; by default the one before the live one. */
  readonly release?: string;
  readonly why?: string;
  readonly limits?: DeliveryLimits;
  readonly signal?: AbortSignal;
  readonly layout?: HostLayout;
}

/**
 * Brings a host's files back to an earlier release, as a change like any other: activated, verified, and undone when
 * it does not do well. The rendered files stay as they are, and the host is held, so that the next sync does not bring
 * them back unasked.
 */
export async function* rollback(
  session: FleetSession,
  host: HostName,
  options: RollbackOptions = {},
): Operation<SyncEvent, SyncResult> {
  const results = yield* workInParallel<HostName, SyncEvent, HostSyncResult>([host], async (name, emit) => {
    const change: HostChange = {
      connection: session.remote.connect(name),
      rendered: [],
      author: changeAuthor(options.why ?? 'rollback'),
      limits: options.limits ?? defaultLimits,
      layout: options.layout ?? realLayout,
      deliveries: readFleetDelivery(session, options.signal),
      signal: options.signal,
      emit,
    };
    const result = await rollbackHost(change, options.release).catch((error: unknown): HostSyncResult => {
      const problem = toProblem(error, { host: name });
      return { host: name, outcome: outcomeOf(problem), files: [], problem };
    });
    emit({ type: 'host-synced', result });
    return result;
  });
  return { hosts: results };
}

async function rollbackHost(change: HostChange, wanted: string | undefined): Promise<HostSyncResult> {
  const { connection, layout, signal } = change;
  let releases = await readReleases(connection, layout, signal);
  const unconfirmed = findUnconfirmed(releases.live);
  if (unconfirmed) throw new OperatorError(describeForeign(releases.host, unconfirmed));
  if (releases.live.transaction && !releases.live.transaction.running) {
    await recover(change, releases.live.transaction.release);
    releases = await readReleases(connection, layout, signal);
  }
  const target = chooseTarget(releases, wanted);
  const { delivery } = await change.deliveries.withContainers(releases.host);
  const changes = planRollback(releases.chain, target, releases.live, layout.root, delivery);
  const { host, live } = releases;
  refuseHeld(releases, changes, layout.root);
  if (changes.length === 0) {
    return { host, outcome: 'unchanged', files: [], ...(live.release ? { release: live.release } : {}) };
  }
  const result = await deliver(
    change,
    {
      changes,
      adopted: [],
      manifest: target.manifest,
      returned: target.id,
      holdLines: live.holdLines,
    },
    live,
    delivery,
  );
  return result.outcome === 'changed' ? holdBack(change, result, target) : result;
}

/** What somebody holds is not rolled back either; what an earlier rollback held is. */
function refuseHeld(
  { host, live }: HostReleases,
  changes: readonly PlannedChange[],
  layoutRoot: string,
): void {
  const active = splitHolds(live.holds, Date.now()).active.filter(({ byRollback }) => !byRollback);
  const left = changes.filter(({ path, livePath }) =>
    findHold(active, { path, livePath: livePath.slice(layoutRoot.length) }, live.home),
  );
  if (left.length === 0) return;
  throw new OperatorError(
    describeHeld(
      host,
      active,
      left.map(({ path }) => path),
    ),
  );
}

async function holdBack(
  { connection, author, layout, emit }: HostChange,
  result: HostSyncResult,
  target: Release,
): Promise<HostSyncResult> {
  const why = `rolled back to ${target.id}`;
  const hold: Hold = { who: author.who, since: author.since, why, byRollback: true };
  const problem = await putHold(connection, hold, { layout }).then(() => undefined, toProblem);
  if (problem === undefined) return { ...result, holds: [hold] };
  emit({ type: 'problem', problem: { ...problem, hint: 'the next sync would undo this rollback' } });
  return result;
}

function chooseTarget({ host, chain }: HostReleases, wanted: string | undefined): Release {
  const target = wanted === undefined ? findReleaseBefore(chain) : chain.find(({ id }) => id === wanted);
  if (target) return target;
  const known = chain.slice(1).map(({ id }) => id);
  throw new OperatorError({
    kind: 'release-unknown',
    message:
      wanted === undefined
        ? `${host} has no release before the live one`
        : `${host} keeps no release ${wanted} that led to the live one`,
    host,
    hint:
      known.length > 0
        ? `there are ${known.join(', ')}`
        : 'the first release of a host has nothing to go back to',
  });
}
