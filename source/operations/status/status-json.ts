import { formatPlace } from '../../basics/problem.ts';
import { sanitize } from '../../basics/sanitize.ts';
import type { Hold } from '../../fleet/holds.ts';
import type { FleetStatus, HostStatus, RpkiStatus, SessionStatus, TunnelStatus } from './status-model.ts';

/** A host as `status --json` prints it. */
export interface HostStatusJson {
  readonly name: string;
  readonly group: string;
  readonly reachable: boolean;
  /** ISO 8601. */
  readonly unreachableSince?: string;
  /** What is wrong, in words; `problemKind` is its name for scripts. */
  readonly problem?: string;
  readonly problemKind?: string;
  /** ISO 8601; null while nothing was read. */
  readonly observedAt: string | null;
  readonly bird: HostStatus['bird'];
  readonly sessions: readonly SessionStatus[];
  readonly tunnels: readonly TunnelStatus[];
  readonly rpki: readonly RpkiStatus[];
  /** What is not to be written there; absent where nothing is, or the host could not be asked. */
  readonly holds?: readonly Hold[];
}

export interface FleetStatusJson {
  readonly fleet: FleetStatus['fleet'];
  readonly hosts: readonly HostStatusJson[];
}

/** The one JSON document of `status --json`. Sessions are those of BGP; the ones to RPKI caches stand apart. */
export function toStatusJson({ fleet, hosts }: FleetStatus): FleetStatusJson {
  return { fleet: { name: fleet.name, mode: fleet.mode }, hosts: hosts.map(toHostJson) };
}

function toHostJson(host: HostStatus): HostStatusJson {
  const { problem, unreachableSince, observedAt } = host;
  return {
    name: host.name,
    group: host.group,
    reachable: host.reachable,
    ...(unreachableSince !== undefined && { unreachableSince: new Date(unreachableSince).toISOString() }),
    ...(problem && { problem: describeProblem(problem), problemKind: problem.kind }),
    observedAt: observedAt === undefined ? null : new Date(observedAt).toISOString(),
    bird: host.bird,
    sessions: host.sessions,
    tunnels: host.tunnels,
    rpki: host.rpki ?? [],
    ...(host.holds === undefined ? {} : { holds: host.holds }),
  };
}

/** A problem in one line: what is wrong and what the other side said. */
export function describeProblem({ message, answer, place }: NonNullable<HostStatus['problem']>): string {
  const where = place === undefined ? '' : ` (${formatPlace(place)})`;
  const said = answer === undefined || answer === '' || message.includes(answer) ? '' : `: ${answer}`;
  return sanitize(`${message}${where}${said}`);
}
