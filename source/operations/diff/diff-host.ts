import { forecastHost } from '../../checks/forecast-host.ts';
import type { HostLayout } from '../../delivery/layout.ts';
import type { LiveState } from '../../delivery/live-state.ts';
import type { DeliveryPlan, PlannedChange } from '../../delivery/plan.ts';
import { findHold, type Hold, splitHolds } from '../../fleet/holds.ts';
import type { HostConnection } from '../../remote/connection.ts';
import { diffLines } from '../../rendering/diff-lines.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import type { Redactor } from '../../secrets/redaction.ts';
import { readPlannedChange } from '../check/check-changes.ts';
import type { FleetDelivery } from '../sync/fleet-delivery.ts';
import { describeHold } from '../sync/hold-words.ts';
import { findUnconfirmed } from '../sync/sync-unconfirmed.ts';
import type { FileChange, HostDifference } from './changes.ts';
import { planHost } from './diff-live.ts';
import { showLive, showRendered } from './diff-mask.ts';

/** Compares the rendered files of a host with what stands there. Throws OperatorError. */
export async function diffHost(
  connection: HostConnection,
  rendered: readonly RenderedFile[],
  redact: Redactor,
  layout: HostLayout,
  signal: AbortSignal | undefined,
  use: { readonly deleteStale: boolean; readonly deliveries: FleetDelivery },
): Promise<HostDifference> {
  const { host } = connection;
  const { live, plan } = await planHost(connection, rendered, layout, signal, use.deliveries);
  const { active } = splitHolds(live.holds, Date.now());
  const holdOf = ({ path, livePath }: PlannedChange): Hold | undefined =>
    findHold(active, { path, livePath: livePath.slice(layout.root.length) }, live.home);
  const { known, contents } = await readPlannedChange(connection, rendered, plan, layout, signal, {
    deleteStale: use.deleteStale,
    isLeft: (change) => holdOf(change) !== undefined,
  });
  const forecast = forecastHost(known);
  const bySource = new Map(rendered.map((file) => [file.path, file]));
  const [refused] = plan.refused;
  const unconfirmed = findUnconfirmed(live);
  const stopped = findStopped(plan, live);
  return {
    host,
    changes: plan.changes.map((change) =>
      describeChange(
        connection,
        change,
        bySource.get(change.path),
        contents.get(change.livePath),
        redact,
        holdOf(change),
      ),
    ),
    stale: plan.stale.map(({ livePath }) => livePath),
    drifted: plan.drifted,
    ...(live.pending.length === 0 ? {} : { pending: live.pending }),
    ...(active.length === 0 ? {} : { holds: active }),
    ...(live.transaction === undefined || live.transaction.running
      ? {}
      : { interrupted: live.transaction.release }),
    ...(unconfirmed === undefined ? {} : { unconfirmed }),
    ...(stopped.length === 0 ? {} : { stopped }),
    ...(forecast.sessions.length + forecast.tunnels.length === 0 ? {} : { forecast }),
    ...(refused === undefined
      ? {}
      : {
          problem: {
            kind: 'file-undeliverable',
            message: `${refused.path} cannot be delivered: ${refused.reason}`,
            host,
          },
        }),
  };
}

/** Services that the changes are for and that do not run; a first bird.conf starts BIRD. */
function findStopped({ changes }: DeliveryPlan, { stopped }: LiveState): readonly string[] {
  if (changes.some(({ path, change }) => path === 'bird/bird.conf' && change === 'added')) return [];
  return stopped.filter((name) => changes.some(({ services }) => services.some(({ kind }) => kind === name)));
}

function describeChange(
  { host }: HostConnection,
  change: PlannedChange,
  file: RenderedFile | undefined,
  live: Buffer | undefined,
  redact: Redactor,
  hold: Hold | undefined,
): FileChange {
  const binary = isBinary(file?.content) || isBinary(live);
  const unread = change.content && change.change === 'changed' && live === undefined;
  const notes = [
    ...(hold === undefined ? [] : [`held by ${describeHold(hold)}`]),
    ...(change.foreign ? ['stands on the host and is not managed yet'] : []),
    ...(change.note === undefined ? [] : [change.note]),
    ...(unread ? ['too large to compare line by line'] : []),
  ];
  return {
    host,
    path: change.path,
    change: change.change,
    binary,
    lines:
      binary || unread || !change.content
        ? []
        : diffLines(showLive(live, file, redact), showRendered(file, redact)),
    ...(file === undefined ? {} : { source: file.source }),
    ...(notes.length === 0 ? {} : { note: notes.join(', ') }),
  };
}

function isBinary(content: Buffer | undefined): boolean {
  return content?.subarray(0, 8000).includes(0) ?? false;
}
