import { sanitizeLine } from '../../basics/sanitize.ts';
import { type Channel, type Protocol, toRpkiSession } from '../../bird/index.ts';
import type { RpkiStatus, SessionStatus } from './status-model.ts';
import { describeNoRoutes, takesNothing } from './status-routes.ts';

const bgpStates = new Set([
  'Idle',
  'Connect',
  'Active',
  'OpenSent',
  'OpenConfirm',
  'Established',
  'Close',
  'Down',
  'Passive',
]);

/** BIRD's BGP state and the error after it, from the `info` column of a row. */
function readInfo({ state, info }: Protocol): { state: string; error: string } {
  const space = info.indexOf(' ');
  const word = space === -1 ? info : info.slice(0, space);
  if (bgpStates.has(word)) return { state: word, error: space === -1 ? '' : info.slice(space).trim() };
  return { state: state === 'up' ? 'Established' : 'Down', error: info };
}

/** The sum of what the channels count; null where none of them does. */
function sumRoutes(channels: readonly Channel[], kind: 'imported' | 'exported'): number | null {
  const counts = channels.flatMap((channel) => channel.routes?.[kind] ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

function describeHits(channels: readonly Channel[]): string | undefined {
  const hits = channels.flatMap((channel) =>
    channel.limits
      .filter((limit) => limit.hit)
      .map(
        ({ direction, value, action }) => `${channel.name} ${direction} limit ${value}: ${action ?? 'hit'}`,
      ),
  );
  return hits.length === 0 ? undefined : sanitizeLine(hits.join(', '));
}

/**
 * A BGP session as `status` tells it: what the summary's row says now, with what the details of the same protocol
 * told when they were read last.
 */
export function toSessionStatus(row: Protocol, details: Protocol | undefined): SessionStatus {
  const { state, error: infoError } = readInfo(row);
  const established = state === 'Established';
  const bgp = details?.bgp;
  const channels = established || state === 'Active' ? (details?.channels ?? []) : [];
  const error = established ? '' : infoError || (bgp?.lastError ?? '');
  const limitHit = describeHits(details?.channels ?? []);
  const noRoutes = established && limitHit === undefined ? describeNoRoutes(channels) : undefined;
  const neighborAddress = sanitizeLine(bgp?.neighborAddress ?? '');
  return {
    name: sanitizeLine(row.name),
    state,
    neighborAddress,
    neighborAs: bgp?.neighborAs ?? 0,
    ...(bgp !== undefined && bgp.localAs > 0 && { localAs: bgp.localAs }),
    ...(details?.description !== undefined && { description: sanitizeLine(details.description) }),
    since: sanitizeLine(row.since),
    imported: sumRoutes(channels, 'imported'),
    exported: sumRoutes(channels, 'exported'),
    ...(error !== '' && { error: sanitizeLine(error) }),
    ...(!established && bgp?.message !== undefined && { message: sanitizeLine(bgp.message) }),
    ...(limitHit !== undefined && { limitHit }),
    ...(noRoutes !== undefined && { noRoutes }),
    ...(established && takesNothing(channels) && { importsNothing: true as const }),
    ...(neighborAddress.includes('/') && { listening: true as const }),
  };
}

/** The session of a daemon that does not run any more. */
export function toStoppedSession(session: SessionStatus): SessionStatus {
  const { limitHit: _limitHit, noRoutes: _noRoutes, ...rest } = session;
  return { ...rest, state: 'Down', imported: null, exported: null, error: 'BIRD is not running' };
}

/** An RPKI session as `status` tells it; undefined for a protocol of another kind. */
export function toRpkiStatus(row: Protocol, details: Protocol | undefined): RpkiStatus | undefined {
  const session = toRpkiSession(details ?? row);
  if (session === undefined) return undefined;
  return {
    name: sanitizeLine(row.name),
    state: sanitizeLine(row.info === '' ? session.status : row.info),
    cacheServer: sanitizeLine(session.cacheServer),
    since: sanitizeLine(row.since),
    records: session.records,
  };
}
