import type { TunnelStatus } from '../../operations/status-model.ts';
import type { HostEntry } from '../store/state.ts';
import { compileFilter } from './filter.ts';
import { compareLevels, type Level, tunnelLevel } from './health.ts';

export interface TunnelRow {
  readonly id: string;
  readonly host: string;
  readonly tunnel: TunnelStatus;
  readonly level: Level;
  readonly stale: boolean;
}

/** The WireGuard peers of these hosts, what is wrong first. */
export function buildTunnelRows(hosts: readonly HostEntry[], filter: string): readonly TunnelRow[] {
  const matches = compileFilter(filter);
  return hosts
    .flatMap(({ name, status }) =>
      (status?.tunnels ?? []).map(
        (tunnel): TunnelRow => ({
          id: `${name} ${tunnel.interface} ${tunnel.peer}`,
          host: name,
          tunnel,
          level: tunnelLevel(tunnel),
          stale: status?.reachable === false,
        }),
      ),
    )
    .filter((row) => matches(searchText(row)))
    .sort((left, right) => compareLevels(left.level, right.level));
}

function searchText({ host, tunnel }: TunnelRow): string {
  const { interface: name, peer, peerName = '', endpoint = '', state } = tunnel;
  return `${host} ${name} ${peerName} ${peer} ${endpoint} ${state}`;
}
