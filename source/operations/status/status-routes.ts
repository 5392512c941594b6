import type { Channel } from '../../bird/index.ts';
import type { SessionRecord } from './session-history.ts';
import type { SessionStatus } from './status-model.ts';

/** How long a session may take to learn its routes. */
const learning = 60_000;

/** True where every channel is configured to import nothing. */
export function takesNothing(channels: readonly Channel[]): boolean {
  return channels.length > 0 && channels.every(({ inputFilter }) => inputFilter === 'REJECT');
}

/**
 * Why an Established session without any imported route looks wrong, from what its channels count since it came up:
 * undefined where routes are imported, none ever came, or none is wanted.
 */
export function describeNoRoutes(channels: readonly Channel[]): string | undefined {
  const wanted = channels.filter((channel) => !takesNothing([channel]));
  const imported = wanted.flatMap(({ routes }) => routes?.imported ?? []);
  if (imported.length === 0 || imported.some((count) => count > 0)) return undefined;
  const kept = wanted.reduce((sum, { routes }) => sum + (routes?.filtered ?? 0), 0);
  if (kept > 0) return `no route is in: all ${kept} received are filtered`;
  const refused =
    countUpdates(wanted, 'importUpdates', 'filtered') + countUpdates(wanted, 'importUpdates', 'rejected');
  if (refused > 0 && countUpdates(wanted, 'importWithdraws', 'received') === 0)
    return 'no route is in: all that are received are filtered';
  if (countUpdates(wanted, 'importUpdates', 'accepted') > 0)
    return 'no route is in: those it had are withdrawn or filtered';
  return undefined;
}

/** The same from what is remembered of it, for one whose daemon or session began anew. */
export function recallNoRoutes(session: SessionStatus, record: SessionRecord): string | undefined {
  if (session.noRoutes !== undefined) return session.noRoutes;
  if (session.state !== 'Established' || session.imported !== 0 || session.importsNothing) return undefined;
  if (session.limitHit !== undefined || record.seen - record.since < learning) return undefined;
  const most = Math.max(0, ...record.samples.map(({ imported }) => imported ?? 0));
  return most === 0 ? undefined : `no route is in: it had ${most} within the last hour`;
}

function countUpdates(
  channels: readonly Channel[],
  row: 'importUpdates' | 'importWithdraws',
  column: string,
): number {
  return channels.reduce((sum, { counters }) => sum + (counters?.[row]?.[column] ?? 0), 0);
}
