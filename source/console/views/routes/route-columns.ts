import { span } from '../../look/paint.ts';
import { shortenSince } from '../../rows/age.ts';
import type { Column } from '../../widgets/columns.ts';
import { nextHopOf, type RouteRow } from './route-rows.ts';

const marks = { best: '*', 'best-unsynced': '!', other: '' } as const;

/** A route that was refused is chosen for nothing, whatever its mark says. */
function markOf({ route, refusal }: RouteRow): string {
  return refusal === undefined ? marks[route.choice] : '-';
}

/** The columns of routes; why one was refused, where any was. */
export function routeColumns(): readonly Column<RouteRow>[] {
  return [
    {
      key: 'mark',
      title: '',
      priority: 0,
      min: 1,
      max: 1,
      cell: (row) => span(row.refusal === undefined ? 'good' : 'bad', markOf(row)),
    },
    {
      key: 'network',
      title: 'network',
      priority: 0,
      min: 14,
      max: 43,
      cell: ({ route }) => span('plain', route.network),
    },
    {
      key: 'why',
      title: 'refused because',
      priority: 1,
      min: 20,
      max: 400,
      grow: true,
      hideEmpty: true,
      cell: ({ refusal = '' }) => span('warning', refusal),
    },
    {
      key: 'from',
      title: 'from',
      priority: 3,
      min: 8,
      max: 24,
      cell: ({ route }) => span('plain', route.protocol),
    },
    {
      key: 'path',
      title: 'AS path',
      priority: 4,
      min: 8,
      max: 60,
      hideEmpty: true,
      cell: ({ route }) => span('plain', route.bgp?.path ?? ''),
    },
    {
      key: 'next-hop',
      title: 'next hop',
      priority: 5,
      min: 10,
      max: 50,
      cell: ({ route }) => span('dim', nextHopOf(route)),
    },
    {
      key: 'preference',
      title: 'pref',
      priority: 6,
      min: 4,
      max: 10,
      align: 'right',
      cell: ({ route }) =>
        span('dim', `${route.bgp?.localPreference ?? route.preference ?? ''}${route.stale ? ' stale' : ''}`),
    },
    {
      key: 'since',
      title: 'since',
      priority: 7,
      min: 8,
      max: 11,
      cell: ({ route }) => span('dim', shortenSince(route.since)),
    },
  ];
}
