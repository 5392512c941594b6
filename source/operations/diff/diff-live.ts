import { milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { builtinDelivery, type HostDelivery } from '../../delivery/host-delivery.ts';
import type { HostLayout } from '../../delivery/layout.ts';
import { parseContents, readContentsScript } from '../../delivery/live-contents.ts';
import { type LiveState, parseLiveState, readStateScript } from '../../delivery/live-state.ts';
import { type DeliveryPlan, listLivePaths, planDelivery } from '../../delivery/plan.ts';
import type { DesiredFile } from '../../delivery/rules.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import { builtinFleetDelivery, type FleetDelivery } from '../sync/fleet-delivery.ts';

const readLimit = milliseconds(90_000);

/** A rendered file as delivery takes it. */
export function toDesired(file: RenderedFile): DesiredFile {
  return {
    path: file.path,
    executable: (file.mode & 0o100) !== 0,
    secret: file.secretRanges.length > 0,
    content: file.content,
  };
}

/** Reads what stands on a host, in one round trip. Throws OperatorError. */
export async function readLive(
  connection: HostConnection,
  files: readonly DesiredFile[],
  layout: HostLayout,
  signal: AbortSignal | undefined,
  delivery: HostDelivery = builtinDelivery,
): Promise<LiveState> {
  const answer = await connection.exec(readStateScript(layout), {
    stdin: listLivePaths(files, delivery)
      .map((path) => `${path}\n`)
      .join(''),
    asRoot: true,
    persistent: true,
    timeout: readLimit,
    label: 'read the manifest and the hashes of the managed files',
    ...(signal === undefined ? {} : { signal }),
  });
  const live = answer.truncated ? undefined : parseLiveState(answer.stdout);
  if (live) return live;
  throw new OperatorError({
    kind: 'host-unreadable',
    message: `what stands on ${connection.host} cannot be read`,
    host: connection.host,
    attempted: answer.command,
    answer: sanitizeLine(answer.stderr.trim() || `exit code ${answer.exitCode}`),
    hint: 'the host needs sh, coreutils and getent',
  });
}

/** What stands on a host, and what a sync comes to there. */
export interface PlannedHost {
  readonly live: LiveState;
  readonly plan: DeliveryPlan;
  readonly delivery: HostDelivery;
  /** Why it is not known which containers mount what changes. */
  readonly unknownContainers?: string;
}

/** The live state of a host and what its rendered files come to there. */
export async function planHost(
  connection: HostConnection,
  rendered: readonly RenderedFile[],
  layout: HostLayout,
  signal: AbortSignal | undefined,
  deliveries: FleetDelivery = builtinFleetDelivery,
): Promise<PlannedHost> {
  const files = rendered.map(toDesired);
  const delivery = deliveries.of(connection.host);
  const live = await readLive(connection, files, layout, signal, delivery);
  const plan = planDelivery(files, live, layout, delivery);
  const home = `${layout.root}${live.home}/`;
  const mayBeMounted = [...plan.changes, ...plan.stale].some(({ livePath }) => livePath.startsWith(home));
  if (!mayBeMounted) return { live, plan, delivery };
  const found = await deliveries.withContainers(connection.host);
  return {
    live,
    plan: planDelivery(files, live, layout, found.delivery),
    delivery: found.delivery,
    ...(found.unknown === undefined ? {} : { unknownContainers: found.unknown }),
  };
}

/** Reads the content of live files, in one more round trip. */
export async function readContents(
  connection: HostConnection,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Buffer>> {
  if (paths.length === 0) return new Map();
  const answer = await connection.exec(readContentsScript(), {
    stdin: paths.map((path) => `${path}\n`).join(''),
    asRoot: true,
    persistent: true,
    timeout: readLimit,
    maxBytes: 64 * 1024 * 1024,
    label: `read ${paths.length === 1 ? paths[0] : `${paths.length} live files`}`,
    ...(signal === undefined ? {} : { signal }),
  });
  return parseContents(answer.stdout, paths);
}
