import type { RpkiStatus, SessionStatus } from '../../../operations/status/status-model.ts';
import { filterBy } from '../../rows/filter.ts';
import { type Level, rpkiLevel, sessionLevel, worstFirst } from '../../rows/health.ts';
import type { HostEntry } from '../../store/state.ts';

interface RowFacts {
  readonly id: string;
  readonly host: string;
  readonly name: string;
  readonly level: Level;
  /** Read from a host that no longer answers: what it was, not what it is. */
  readonly stale: boolean;
}

export type SessionRow =
  | (RowFacts & { readonly kind: 'bgp'; readonly session: SessionStatus; readonly note: string })
  | (RowFacts & { readonly kind: 'rpki'; readonly cache: RpkiStatus });

/** The BGP and RPKI sessions of these hosts, what is wrong first, then in the order of the inventory and the daemon. */
export function buildSessionRows(hosts: readonly HostEntry[], filter: string): readonly SessionRow[] {
  return worstFirst(filterBy(hosts.flatMap(rowsOfHost), filter, searchText));
}

function rowsOfHost({ name: host, status }: HostEntry): readonly SessionRow[] {
  if (status === undefined) return [];
  const stale = !status.reachable;
  const sessions = status.sessions.map((session): SessionRow => {
    const { name } = session;
    const level = sessionLevel(session);
    return { kind: 'bgp', id: `${host} ${name}`, host, name, session, note: noteOf(session), level, stale };
  });
  const caches = (status.rpki ?? []).map((cache): SessionRow => {
    const { name } = cache;
    return { kind: 'rpki', id: `${host} rpki ${name}`, host, name, cache, level: rpkiLevel(cache), stale };
  });
  return [...sessions, ...caches];
}

/** What is wrong with a session in one line: the daemon's word, the peer's, or a limit that blocks. */
function noteOf({ state, error, message, limitHit, listening, history }: SessionStatus): string {
  if (listening) return '';
  const up = state === 'Established';
  const remembered = up ? undefined : history?.firstError;
  const notes = [
    error ?? remembered,
    message === undefined ? undefined : `"${message}"`,
    limitHit === undefined ? undefined : `limit blocks: ${limitHit}`,
  ];
  return notes.filter((part) => part !== undefined).join('; ');
}

function searchText(row: SessionRow): string {
  if (row.kind === 'rpki') return `${row.host} ${row.name} ${row.cache.state} ${row.cache.cacheServer} rpki`;
  const { state, neighborAddress, neighborAs, description = '' } = row.session;
  return `${row.host} ${row.name} ${state} ${neighborAddress} as${neighborAs} ${description} ${row.note}`;
}
