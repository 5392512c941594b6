import type { SessionStatus } from '../../operations/status-model.ts';
import type { HostEntry } from '../store/state.ts';
import { compileFilter } from './filter.ts';
import { compareLevels, type Level, sessionLevel } from './health.ts';

export interface SessionRow {
  readonly id: string;
  readonly host: string;
  readonly session: SessionStatus;
  readonly level: Level;
  /** Read from a host that no longer answers: what it was, not what it is. */
  readonly stale: boolean;
}

/** The BGP sessions of these hosts, what is wrong first, then in the order of the inventory and the daemon. */
export function buildSessionRows(hosts: readonly HostEntry[], filter: string): readonly SessionRow[] {
  const matches = compileFilter(filter);
  return hosts
    .flatMap(({ name, status }) =>
      (status?.sessions ?? []).map(
        (session): SessionRow => ({
          id: `${name} ${session.name}`,
          host: name,
          session,
          level: sessionLevel(session),
          stale: status?.reachable === false,
        }),
      ),
    )
    .filter((row) => matches(searchText(row)))
    .sort((left, right) => compareLevels(left.level, right.level));
}

function searchText({ host, session }: SessionRow): string {
  const { name, state, neighborAddress, neighborAs, description = '', error = '' } = session;
  return `${host} ${name} ${state} ${neighborAddress} as${neighborAs} ${description} ${error}`;
}
