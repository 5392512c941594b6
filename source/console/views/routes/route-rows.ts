import type { RouteEntry } from '../../../operations/peer/routes.ts';
import { compileFilter } from '../../rows/filter.ts';

export interface RouteRow {
  readonly id: string;
  readonly route: RouteEntry;
  /** What commonly makes a filter refuse it; undefined for one that was not refused. */
  readonly refusal: string | undefined;
}

const noReason = 'nothing unusual about it: read the import filter (BIRD keeps no reason)';

/** The routes in the daemon's order. */
export function buildRouteRows(routes: readonly RouteEntry[], filter: string): readonly RouteRow[] {
  const matches = compileFilter(filter);
  return routes
    .map((route, index): RouteRow => {
      const { network, protocol, reasons } = route;
      const refusal =
        reasons === undefined ? undefined : reasons.length === 0 ? noReason : reasons.join('; ');
      return { id: `${network} ${protocol} ${index}`, route, refusal };
    })
    .filter(({ route, refusal = '' }) =>
      matches(`${route.network} ${route.protocol} ${route.bgp?.path ?? ''} ${nextHopOf(route)} ${refusal}`),
    );
}

/** Where it leads. */
export function nextHopOf({ nextHops, destination }: RouteEntry): string {
  const [first] = nextHops;
  if (first === undefined) return destination;
  const way = [first.via, first.interface && `on ${first.interface}`].filter((word) => word !== undefined);
  return `${way.join(' ')}${nextHops.length > 1 ? ` and ${nextHops.length - 1} more` : ''}`;
}
