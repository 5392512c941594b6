import { type HostLayout, realLayout } from '../delivery/layout.ts';
import type { DeliveryLimits } from '../delivery/package.ts';
import type { HostName } from '../fleet/model.ts';
import type { RenderedTree } from '../rendering/rendered-file.ts';
import type { HostSyncResult, SyncEvent, SyncResult } from './changes.ts';
import type { Operation } from './operation.ts';
import type { FleetSession } from './session.ts';
import { changeAuthor, defaultLimits } from './sync-author.ts';
import { syncHost } from './sync-host.ts';
import { workInParallel } from './sync-parallel.ts';

export interface SyncOptions {
  /** Only these of the session's hosts. */
  readonly hosts?: readonly HostName[];
  /** Take away files of ours that are not rendered any more. */
  readonly deleteStale?: boolean;
  /** For the lock and the release's record. */
  readonly why?: string;
  /** Seconds for the services to do as well as before, and then for the confirmation. */
  readonly limits?: DeliveryLimits;
  readonly signal?: AbortSignal;
  /** Where things stand on the hosts; for tests. */
  readonly layout?: HostLayout;
}

/**
 * Puts the rendered files on the hosts: staged, validated by the hosts' own daemons, swapped and activated there,
 * verified, and confirmed; a change that does not do well goes back by itself. Hosts run in parallel, and one that
 * fails stops no other. Interrupting leaves every host with the whole old or the whole new files.
 */
export async function* sync(
  session: FleetSession,
  rendered: RenderedTree,
  options: SyncOptions = {},
): Operation<SyncEvent, SyncResult> {
  const { signal } = options;
  const wanted = options.hosts === undefined ? undefined : new Set(options.hosts);
  const hosts = session.hosts.filter(({ name }) => rendered.has(name) && (wanted?.has(name) ?? true));
  const author = changeAuthor(options.why ?? 'sync');
  const results = yield* workInParallel<(typeof hosts)[number], SyncEvent, HostSyncResult>(
    hosts,
    async ({ name }, emit) => {
      const result = await syncHost({
        connection: session.remote.connect(name),
        rendered: rendered.get(name) ?? [],
        deleteStale: options.deleteStale ?? false,
        author,
        limits: options.limits ?? defaultLimits,
        layout: options.layout ?? realLayout,
        signal,
        emit,
      });
      emit({ type: 'host-synced', result });
      return result;
    },
  );
  return { hosts: results };
}
