import type { SessionStatus } from '../../operations/status-model.ts';
import type { HostEntry } from '../store/state.ts';
import { filterBy } from './filter.ts';
import { type Level, sessionLevel, worstFirst } from './health.ts';

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
  const rows = hosts.flatMap(({ name, status }) =>
    (status?.sessions ?? []).map(
      (session): SessionRow => ({
        id: `${name} ${session.name}`,
        host: name,
        session,
        level: sessionLevel(session),
        stale: status?.reachable === false,
      }),
    ),
  );
  return worstFirst(filterBy(rows, filter, searchText));
}

function searchText({ host, session }: SessionRow): string {
  const { name, state, neighborAddress, neighborAs, description = '', error = '' } = session;
  return `${host} ${name} ${state} ${neighborAddress} as${neighborAs} ${description} ${error}`;
}
