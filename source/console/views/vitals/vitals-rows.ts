import type { HostVitals } from '../../../operations/status/vitals-model.ts';
import { filterBy } from '../../rows/filter.ts';
import { type Level, worstFirst } from '../../rows/health.ts';
import type { HostEntry } from '../../store/state.ts';
import type { FleetVitals } from './vitals-slice.ts';

export interface VitalsRow {
  readonly id: string;
  readonly host: string;
  readonly level: Level;
  /** No longer known to be so: the host does not answer. */
  readonly stale: boolean;
  /** Undefined until it was read. */
  readonly vitals: HostVitals | undefined;
  /** What is worrying, or why it could not be read. */
  readonly note: string;
}

/** The hosts with what they say of themselves, what is worrying first. */
export function buildVitalsRows(
  hosts: readonly HostEntry[],
  known: FleetVitals,
  filter: string,
): readonly VitalsRow[] {
  const rows = hosts.map(({ name }): VitalsRow => {
    const vitals = known[name];
    const note = vitals === undefined ? '' : noteOf(vitals);
    return {
      id: name,
      host: name,
      level: vitalsLevel(vitals),
      stale: vitals?.reachable === false,
      vitals,
      note,
    };
  });
  return worstFirst(filterBy(rows, filter, ({ host, level, note }) => `${host} ${level} ${note}`));
}

/** How well a host is by what it says of itself. */
export function vitalsLevel(vitals: HostVitals | undefined): Level {
  if (vitals === undefined) return 'unknown';
  if (!vitals.reachable) return 'bad';
  return vitals.warnings.length > 0 ? 'warning' : 'good';
}

function noteOf({ reachable, problem, warnings, unread }: HostVitals): string {
  if (!reachable) return problem?.message ?? 'unreachable';
  return [...warnings.map(({ text }) => text), ...unread.map(({ what }) => `${what} not read`)].join('; ');
}
