import { type Problem, toProblem } from '../../basics/problem.ts';
import type { ContainerMount } from '../../containers/index.ts';
import { realLayout } from '../../delivery/layout.ts';
import type { Host, HostName } from '../../fleet/model.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import { planHost } from '../diff/diff-live.ts';
import type { FleetSession } from '../session.ts';
import { type FleetDelivery, readFleetDelivery } from '../sync/fleet-delivery.ts';
import { describeEngineProblem, readEngine } from './containers-engine.ts';

/** A container that mounts files which the next sync changes. */
export interface ConcernedContainer {
  readonly container: string;
  readonly state: string;
  /** Rendered paths. */
  readonly files: readonly string[];
}

/** The containers of a host that changed files concern; changed files that no container mounts are told apart. */
export interface ConcernedHost {
  readonly host: HostName;
  readonly containers: readonly ConcernedContainer[];
  readonly others: readonly string[];
  readonly problem?: Problem;
}

/** Which containers the files concern that are rendered otherwise than they stand on the hosts. */
export async function findConcernedContainers(
  session: FleetSession,
  rendered: RenderedTree,
  signal?: AbortSignal,
): Promise<readonly ConcernedHost[]> {
  const deliveries = readFleetDelivery(session, signal);
  return Promise.all(session.hosts.map((host) => concernHost(session, host, rendered, deliveries, signal)));
}

async function concernHost(
  session: FleetSession,
  { name: host }: Host,
  rendered: RenderedTree,
  deliveries: FleetDelivery,
  signal: AbortSignal | undefined,
): Promise<ConcernedHost> {
  const nothing = { host, containers: [], others: [] };
  try {
    const connection = session.remote.connect(host);
    const files = rendered.get(host) ?? [];
    const { plan } = await planHost(connection, files, realLayout, signal, deliveries);
    if (plan.changes.length === 0) return nothing;
    const reading = await readEngine(connection, signal);
    const problem = reading.engine === 'absent' ? undefined : describeEngineProblem(host, reading);
    const containers = reading.containers.flatMap(({ name, state, mounts }) => {
      const mine = plan.changes.filter(({ livePath }) => isMounted(livePath, mounts));
      return mine.length === 0 ? [] : [{ container: name, state, files: mine.map(({ path }) => path) }];
    });
    const taken = new Set(containers.flatMap((one) => one.files));
    const others = plan.changes.map(({ path }) => path).filter((path) => !taken.has(path));
    return { host, containers, others, ...(problem && { problem }) };
  } catch (error) {
    signal?.throwIfAborted();
    return { ...nothing, problem: toProblem(error, { host }) };
  }
}

/** A container that has the whole host below a mount reads no configuration there. */
export function isMounted(livePath: string, mounts: readonly ContainerMount[]): boolean {
  return mounts.some(({ source }) => {
    const folder = source.replace(/\/+$/, '');
    return folder !== '' && (livePath === folder || livePath.startsWith(`${folder}/`));
  });
}
