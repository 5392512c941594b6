import { sanitizeLine } from '../basics/sanitize.ts';
import type { RouteEntry, RoutesAnswer } from '../operations/peer/routes.ts';
import { formatTable } from './text-table.ts';

const marks: Readonly<Record<RouteEntry['choice'], string>> = {
  best: '*',
  'best-unsynced': '!',
  other: '',
};

/** Routes as a table, with why they were refused below it, what was cut, and what should be known. */
export function describeRoutes({ host, routes, cut, total, notes }: RoutesAnswer): string {
  const blocks: string[] = [];
  if (routes.length === 0) blocks.push(`${host}: no routes.`);
  else
    blocks.push(
      formatTable(['', 'network', 'from', 'since', 'next hop', 'pref', 'as path'], routes.map(toRow)),
    );
  const refusals = routes.flatMap(describeRefusal);
  if (refusals.length > 0) blocks.push(refusals.join('\n'));
  if (cut > 0) blocks.push(`${cut} of ${total} routes are not shown: --most shows more.`);
  blocks.push(...notes.map((note) => `note: ${sanitizeLine(note)}`));
  return blocks.join('\n\n');
}

function toRow(route: RouteEntry): string[] {
  const { network, protocol, since, bgp, preference, choice, stale, reasons } = route;
  return [
    // A route that was refused is chosen for nothing, whatever its mark says.
    reasons === undefined ? marks[choice] : '-',
    sanitizeLine(network, 60),
    sanitizeLine(protocol, 40),
    sanitizeLine(since.replace(/\.\d+$/, ''), 20),
    describeNextHop(route),
    `${bgp?.localPreference ?? preference ?? ''}${stale ? ' stale' : ''}`,
    sanitizeLine(bgp?.path ?? '', 60),
  ];
}

function describeNextHop({ nextHops, destination }: RouteEntry): string {
  const [first] = nextHops;
  if (first === undefined) return sanitizeLine(destination, 20);
  const way = [first.via, first.interface && `on ${first.interface}`].filter((word) => word !== undefined);
  const more = nextHops.length > 1 ? ` and ${nextHops.length - 1} more` : '';
  return sanitizeLine(`${way.join(' ')}${more}`, 70);
}

function describeRefusal({ network, reasons }: RouteEntry): string[] {
  if (reasons === undefined) return [];
  const why =
    reasons.length > 0
      ? reasons.join('; ')
      : 'nothing unusual about it: read the import filter (BIRD keeps no reason)';
  return [`${sanitizeLine(network, 60)} was refused: ${sanitizeLine(why, 300)}`];
}
