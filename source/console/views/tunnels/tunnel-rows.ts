import type { TunnelStatus } from '../../../operations/status/status-model.ts';
import { filterBy } from '../../rows/filter.ts';
import { type Level, tunnelLevel, worstFirst } from '../../rows/health.ts';
import type { HostEntry } from '../../store/state.ts';

export interface TunnelRow {
  readonly id: string;
  readonly host: string;
  readonly tunnel: TunnelStatus;
  readonly level: Level;
  readonly stale: boolean;
}

/** The WireGuard peers of these hosts, what is wrong first. */
export function buildTunnelRows(hosts: readonly HostEntry[], filter: string): readonly TunnelRow[] {
  const rows = hosts.flatMap(({ name, status }) =>
    (status?.tunnels ?? []).map(
      (tunnel): TunnelRow => ({
        id: `${name} ${tunnel.interface} ${tunnel.peer}`,
        host: name,
        tunnel,
        level: status?.reachable === false ? 'unknown' : tunnelLevel(tunnel),
        stale: status?.reachable === false,
      }),
    ),
  );
  return worstFirst(filterBy(rows, filter, searchText));
}

function searchText({ host, tunnel }: TunnelRow): string {
  const { interface: name, peer, peerName = '', endpoint = '', state } = tunnel;
  return `${host} ${name} ${peerName} ${peer} ${endpoint} ${state}`;
}
