import { toProblem } from '../../basics/problem.ts';
import { type HostLayout, realLayout } from '../../delivery/layout.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import { createRedactor } from '../../secrets/redaction.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { readFleetDelivery } from '../sync/fleet-delivery.ts';
import { workInParallel } from '../sync/sync-parallel.ts';
import type { DiffEvent, DiffResult, HostDifference } from './changes.ts';
import { diffHost } from './diff-host.ts';

export interface DiffOptions {
  /** Whether the sync to come takes away what is not rendered any more: it decides what is foretold. */
  readonly deleteStale?: boolean;
  readonly signal?: AbortSignal;
  /** Where things stand on the hosts; for tests. */
  readonly layout?: HostLayout;
}

/**
 * Compares the rendered files with what stands on the hosts: content, mode and owner, drift and stale files told
 * apart. Changes nothing. A host that cannot be read has a problem in its difference, and stops no other.
 */
export async function* diff(
  session: FleetSession,
  rendered: RenderedTree,
  options: DiffOptions = {},
): Operation<DiffEvent, DiffResult> {
  const redact = createRedactor(session.fleet.secretValues);
  const deliveries = readFleetDelivery(session, options.signal);
  const hosts = session.hosts.filter(({ name }) => rendered.has(name));
  const differences = yield* workInParallel<(typeof hosts)[number], DiffEvent, HostDifference>(
    hosts,
    async ({ name }, emit) => {
      const difference = await diffHost(
        session.remote.connect(name),
        rendered.get(name) ?? [],
        redact,
        options.layout ?? realLayout,
        options.signal,
        { deleteStale: options.deleteStale ?? false, deliveries },
      ).catch(
        (error: unknown): HostDifference => ({
          host: name,
          changes: [],
          stale: [],
          drifted: [],
          problem: toProblem(error, { host: name }),
        }),
      );
      emit({ type: 'host-compared', difference });
      return difference;
    },
  );
  return { hosts: differences };
}
