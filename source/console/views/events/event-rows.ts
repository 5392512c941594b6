import type { SessionChange } from '../../../operations/status/session-history.ts';
import { describeChange, type NetworkChange } from '../../../operations/status/watch-history.ts';
import { filterBy } from '../../rows/filter.ts';
import type { Level } from '../../rows/health.ts';

export interface EventRow {
  readonly id: string;
  readonly event: NetworkChange;
  readonly level: Level;
  /** What happened, without whom it happened to. */
  readonly text: string;
}

const levels: Readonly<Record<SessionChange['kind'], Level>> = {
  'session-down': 'bad',
  'session-up': 'good',
  'session-flapped': 'warning',
  'session-error': 'warning',
  'session-message': 'warning',
  'session-added': 'unknown',
  'session-removed': 'unknown',
};

export function eventLevel({ change }: NetworkChange): Level {
  return levels[change.kind];
}

/** What happened to the sessions of these hosts, the newest first; `told` is how many were ever told. */
export function buildEventRows(
  events: readonly NetworkChange[],
  told: number,
  scope: ReadonlySet<string>,
  filter: string,
): readonly EventRow[] {
  const rows = events
    .map((event, index): EventRow => {
      const whole = describeChange(event);
      const text = whole.slice(`${event.host} ${event.session}: `.length);
      return { id: String(told - index), event, level: eventLevel(event), text };
    })
    .filter(({ event }) => scope.has(event.host));
  return filterBy(rows, filter, ({ event, text }) => `${event.host} ${event.session} ${text}`);
}
