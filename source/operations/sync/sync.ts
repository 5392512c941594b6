import { createPlaceExplainer } from '../../checks/explain-place.ts';
import { type HostLayout, realLayout } from '../../delivery/layout.ts';
import type { DeliveryLimits } from '../../delivery/package.ts';
import type { HostName } from '../../fleet/model.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import type { SyncEvent, SyncResult } from '../diff/changes.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { readFleetDelivery } from './fleet-delivery.ts';
import { changeAuthor, defaultLimits } from './sync-author.ts';
import { addCulprits } from './sync-culprit.ts';
import { type HostSync, orProblem, surveyHost, syncHost } from './sync-host.ts';
import { syncInWaves, type WaveEvent, type WaveHost } from './wave.ts';
import type { WaveSize } from './wave-plan.ts';

export interface SyncOptions {
  /** Only these of the session's hosts. */
  readonly hosts?: readonly HostName[];
  /** How many hosts go at once, wave by wave; by default one, then a quarter, then the rest. */
  readonly waves?: readonly WaveSize[];
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
 * verified, and confirmed; a change that does not do well goes back by itself. Hosts go in waves, in parallel within
 * one; where the change fails on a host, no further wave begins. Interrupting leaves every host with the whole old or the whole new files.
 */
export async function* sync(
  session: FleetSession,
  rendered: RenderedTree,
  options: SyncOptions = {},
): Operation<SyncEvent | WaveEvent, SyncResult> {
  const { signal } = options;
  const wanted = options.hosts === undefined ? undefined : new Set(options.hosts);
  const hosts = session.hosts.filter(({ name }) => rendered.has(name) && (wanted?.has(name) ?? true));
  const author = changeAuthor(options.why ?? 'sync');
  const explain = createPlaceExplainer(session.fleet, rendered);
  const deliveries = readFleetDelivery(session, signal);
  const waveHosts = hosts.map(({ name }): WaveHost => {
    const syncOf = (emit: (event: SyncEvent) => void): HostSync => ({
      connection: session.remote.connect(name),
      rendered: rendered.get(name) ?? [],
      deleteStale: options.deleteStale ?? false,
      author,
      limits: options.limits ?? defaultLimits,
      layout: options.layout ?? realLayout,
      deliveries,
      signal,
      emit,
    });
    return {
      name,
      survey: (emit) => orProblem(name, signal, () => surveyHost(syncOf(emit))),
      sync: async (emit) => {
        const { connection, rendered: files, layout } = syncOf(emit);
        return addCulprits(await syncHost(syncOf(emit)), connection, files, explain, layout);
      },
    };
  });
  return { hosts: yield* syncInWaves(waveHosts, options.waves, signal) };
}
