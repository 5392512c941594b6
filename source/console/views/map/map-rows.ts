import type { Instant } from '../../../basics/brand.ts';
import type { HostLocation } from '../../../fleet/host-location.ts';
import { filterBy } from '../../rows/filter.ts';
import { type Health, hostHealth, type Level, tunnelLevel, worstLevel } from '../../rows/health.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState, HostEntry } from '../../store/state.ts';

/** A host that has a place on the map. */
export interface PlacedHost {
  readonly id: string;
  readonly entry: HostEntry;
  readonly location: HostLocation;
  readonly health: Health;
}

/** A tunnel between two placed hosts, as the worse of its ends tells it. */
export interface MapLink {
  readonly from: PlacedHost;
  readonly to: PlacedHost;
  readonly level: Level;
}

/** The hosts of the map, from west to east: so the cursor travels. */
function buildMapRows(hosts: readonly HostEntry[], filter: string, clock: Instant): readonly PlacedHost[] {
  const placed = hosts.flatMap((entry): PlacedHost[] => {
    if (entry.location === undefined) return [];
    return [{ id: entry.name, entry, location: entry.location, health: hostHealth(entry, clock) }];
  });
  const shown = filterBy(placed, filter, ({ entry, location, health }) =>
    [entry.name, entry.group, location.city, health.level, health.word].join(' '),
  );
  return shown.toSorted((left, right) => left.location.longitude - right.location.longitude);
}

const mapRows = memoizeLast(buildMapRows);

export function mapRowsOf(state: ConsoleState): readonly PlacedHost[] {
  return mapRows(state.hosts, filterOf(state, 'map'), state.clock);
}

/** Every tunnel between hosts of the map once. */
export function linkHosts(rows: readonly PlacedHost[]): readonly MapLink[] {
  const byName = new Map<string, PlacedHost>(rows.map((row) => [row.id, row]));
  const links = new Map<string, MapLink>();
  for (const from of rows) {
    for (const tunnel of from.entry.status?.tunnels ?? []) {
      const to = tunnel.peerName === undefined ? undefined : byName.get(tunnel.peerName);
      if (to === undefined || to === from) continue;
      const key = [from.id, to.id].sort().join(' ');
      const level = worstLevel([tunnelLevel(tunnel), links.get(key)?.level ?? 'good']);
      links.set(key, { from, to, level });
    }
  }
  return [...links.values()];
}
