import { OperatorError, toProblem } from '../basics/problem.ts';
import type { Delivery } from '../delivery/package.ts';
import type { HostSyncResult } from './changes.ts';
import { planHost } from './diff-live.ts';
import { deliver, type HostChange, outcomeOf, recover, releaseOf } from './sync-deliver.ts';

/** One host's part of a sync. */
export interface HostSync extends HostChange {
  readonly deleteStale: boolean;
}

/** Brings a host in line with its rendered files. What goes wrong is its result; it throws nothing. */
export async function syncHost(sync: HostSync): Promise<HostSyncResult> {
  const { host } = sync.connection;
  try {
    sync.signal?.throwIfAborted();
    return await bringInLine(sync);
  } catch (error) {
    const problem = toProblem(error, { host });
    return { host, outcome: outcomeOf(problem), files: [], problem };
  }
}

async function bringInLine(sync: HostSync): Promise<HostSyncResult> {
  const { connection, rendered, layout, signal } = sync;
  const { host } = connection;
  let { live, plan } = await planHost(connection, rendered, layout, signal);
  if (live.transaction && !live.transaction.running) {
    await recover(sync, live.transaction.release);
    ({ live, plan } = await planHost(connection, rendered, layout, signal));
  }
  const [refused] = plan.refused;
  if (refused) {
    throw new OperatorError({
      kind: 'file-undeliverable',
      message: `${refused.path} cannot be delivered to ${host}: ${refused.reason}`,
      host,
    });
  }
  const changes = sync.deleteStale ? [...plan.changes, ...plan.stale] : plan.changes;
  const delivery: Delivery = { changes, adopted: plan.adopted };
  const files = changes.map(({ path }) => path);
  if (changes.length + plan.adopted.length + live.pending.length === 0) {
    return { host, outcome: 'unchanged', files, ...releaseOf(live.release) };
  }
  return deliver(sync, delivery, live);
}
