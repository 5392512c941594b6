import { parseNextHop, parseRouteRow } from './parse-route-row.ts';
import type { Mutable } from './protocols.ts';
import { isGreeting, ReplyLines, splitLabel } from './reply-lines.ts';
import type { BgpAttributes, NextHop, Route, RoutesReading } from './routes.ts';

/** BIRD 3 names `bgp_path` what 1.6 and 2 name `BGP.as_path`. */
const bgpNames = new Map<string, keyof BgpAttributes>([
  ['BGP.origin', 'origin'],
  ['bgp_origin', 'origin'],
  ['BGP.as_path', 'path'],
  ['bgp_path', 'path'],
  ['BGP.next_hop', 'nextHop'],
  ['bgp_next_hop', 'nextHop'],
  ['BGP.local_pref', 'localPreference'],
  ['bgp_local_pref', 'localPreference'],
  ['BGP.med', 'med'],
  ['bgp_med', 'med'],
  ['BGP.community', 'communities'],
  ['bgp_community', 'communities'],
  ['BGP.large_community', 'largeCommunities'],
  ['bgp_large_community', 'largeCommunities'],
  ['BGP.ext_community', 'extendedCommunities'],
  ['bgp_ext_community', 'extendedCommunities'],
]);

interface OpenRoute extends Mutable<Route> {
  readonly nextHops: NextHop[];
  readonly attributes: { name: string; value: string }[];
}

function takeAttribute(route: OpenRoute, name: string, value: string): void {
  route.attributes.push({ name, value });
  const field = bgpNames.get(name);
  if (field !== undefined) route.bgp = { ...route.bgp, [field]: value };
}

/** Takes a line below a route; false where it cannot be read. */
function takeDetail(route: OpenRoute, line: string): boolean {
  const hop = parseNextHop(line);
  if (hop) {
    route.nextHops.push(hop);
    return true;
  }
  const labelled = splitLabel(line);
  if (labelled === undefined) return false;
  takeAttribute(route, labelled.label, labelled.value);
  return true;
}

/** `Table master4:`, before the routes of a table. */
function parseTableHeading(line: string): string | undefined {
  return line.startsWith('Table ') && line.endsWith(':') ? line.slice(6, -1) : undefined;
}

/** Reads `show route`, in the primary form or with `all`; never throws. */
export function parseRoutes(text: string): RoutesReading {
  const lines = new ReplyLines(text);
  const routes: OpenRoute[] = [];
  const unread: string[] = [];
  let table: string | undefined;
  let network = '';
  while (lines.advance()) {
    const { text: line, indent } = lines;
    if (line === '' || isGreeting(line)) continue;
    const heading = indent === 0 ? parseTableHeading(line) : undefined;
    if (heading !== undefined) {
      table = heading;
      network = '';
      continue;
    }
    const open = routes.at(-1);
    if (open && lines.tabbed) {
      if (!takeDetail(open, line)) unread.push(line);
      continue;
    }
    const row = parseRouteRow(line);
    if (row === undefined) {
      unread.push(line);
      continue;
    }
    if (row.network !== '') network = row.network;
    routes.push({
      ...(table !== undefined && { table }),
      ...row,
      network,
      nextHops: [...row.nextHops],
      attributes: [],
    });
  }
  return { routes, unread };
}
