import type { Instant } from '../../../basics/brand.ts';
import type { RpkiStatus, SessionStatus } from '../../../operations/status/status-model.ts';
import { formatAge } from '../../rows/age.ts';
import { filterBy } from '../../rows/filter.ts';
import { areSessionsStale, type Level, rpkiLevel, sessionLevel, worstFirst } from '../../rows/health.ts';
import type { HostEntry } from '../../store/state.ts';

interface RowFacts {
  readonly id: string;
  readonly host: string;
  readonly name: string;
  readonly level: Level;
  /** Of a host that no longer answers, or whose BIRD does not: what it was, not what it is. */
  readonly stale: boolean;
  /** When it was read. */
  readonly readAt: Instant | undefined;
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
  const stale = areSessionsStale(status);
  const facts = { host, stale, readAt: status.observedAt };
  const sessions = status.sessions.map((session): SessionRow => {
    const { name } = session;
    const level = stale ? 'unknown' : sessionLevel(session);
    return { ...facts, kind: 'bgp', id: `${host} ${name}`, name, session, note: noteOf(session), level };
  });
  const caches = (status.rpki ?? []).map((cache): SessionRow => {
    const { name } = cache;
    const level = stale ? 'unknown' : rpkiLevel(cache);
    return { ...facts, kind: 'rpki', id: `${host} rpki ${name}`, name, cache, level };
  });
  return [...sessions, ...caches];
}

/** The state of a session as the daemon told it last. */
export function toldState(row: SessionRow): string {
  if (row.kind === 'rpki') return row.cache.state;
  return row.session.listening ? 'listening' : row.session.state;
}

/** What a session was when its host could still be read, and how long ago that is. */
export function staleText(row: SessionRow, clock: Instant): string {
  const age = row.readAt === undefined ? undefined : formatAge(Math.max(0, clock - row.readAt));
  const when = age === undefined ? '' : age === 'now' ? ' a moment ago' : ` ${age} ago`;
  return `was ${toldState(row)}${when}`;
}

/** What is wrong with a session in one line: the daemon's word, the peer's, a limit that blocks, or lost routes. */
function noteOf({ state, error, message, limitHit, noRoutes, listening, history }: SessionStatus): string {
  if (listening) return '';
  const up = state === 'Established';
  const remembered = up ? undefined : history?.firstError;
  const notes = [
    error ?? remembered,
    message === undefined ? undefined : `"${message}"`,
    limitHit === undefined ? undefined : `limit blocks: ${limitHit}`,
    noRoutes,
  ];
  return notes.filter((part) => part !== undefined).join('; ');
}

function searchText(row: SessionRow): string {
  const known = row.stale ? 'unknown ' : '';
  return `${known}${factsText(row)}`;
}

function factsText(row: SessionRow): string {
  if (row.kind === 'rpki') return `${row.host} ${row.name} ${row.cache.state} ${row.cache.cacheServer} rpki`;
  const { state, neighborAddress, neighborAs, description = '' } = row.session;
  return `${row.host} ${row.name} ${state} ${neighborAddress} as${neighborAs} ${description} ${row.note}`;
}
