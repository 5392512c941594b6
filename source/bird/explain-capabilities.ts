import type { ExplainedField } from './explained.ts';

type Row = readonly [start: string, explanation: string];

/** By how the line begins, the longer before the shorter. */
const rows: readonly Row[] = [
  ['AF announced', 'address families this side wants to exchange (RFC 4760)'],
  ['AF supported', 'address families that the rest applies to'],
  ['AF preserved', 'address families whose routes it kept over its restart'],
  ['Multiprotocol', 'address families other than IPv4 unicast (RFC 4760)'],
  ['Route refresh', 'routes can be asked for again without a restart: reload-in needs it (RFC 2918)'],
  ['route-refresh', 'routes can be asked for again without a restart: reload-in needs it (RFC 2918)'],
  ['Enhanced refresh', 'a refresh has a marked beginning and end, so stale routes are found (RFC 7313)'],
  ['enhanced-refresh', 'a refresh has a marked beginning and end, so stale routes are found (RFC 7313)'],
  ['Extended next hop', 'IPv4 routes may have IPv6 next hops (RFC 8950)'],
  ['Extended message', 'messages up to 65,535 bytes (RFC 8654)'],
  ['Long-lived graceful restart', 'routes may be kept for hours over a restart, as a last resort (RFC 9494)'],
  ['LL stale time', 'how long routes may be kept as a last resort'],
  ['Graceful restart', 'routes are kept while the neighbour restarts (RFC 4724)'],
  ['restart-able', 'routes are kept while the neighbour restarts (RFC 4724)'],
  ['restart-aware', 'it helps a neighbour that restarts (RFC 4724)'],
  ['llgr-able', 'routes may be kept for hours over a restart, as a last resort (RFC 9494)'],
  ['llgr-aware', 'it helps a neighbour that keeps routes as a last resort (RFC 9494)'],
  ['ext-messages', 'messages up to 65,535 bytes (RFC 8654)'],
  ['Restart time', 'how long a restart may take, in seconds'],
  ['Restart recovery', 'it has just restarted'],
  ['4-octet AS numbers', 'AS numbers above 65,535 (RFC 6793)'],
  ['AS4', 'AS numbers above 65,535 (RFC 6793)'],
  ['refresh', 'routes can be asked for again without a restart: reload-in needs it (RFC 2918)'],
  ['ADD-PATH', 'several routes for one prefix (RFC 7911)'],
  ['add-path', 'several routes for one prefix (RFC 7911)'],
  ['RX', 'address families of which it takes several routes for a prefix'],
  ['TX', 'address families of which it sends several routes for a prefix'],
  ['IPv6 nexthop', 'address families whose next hops may be IPv6'],
  ['Hostname', 'the name that the router gives itself'],
  ['Role', 'what this side is to the other: leaks are refused by it (RFC 9234)'],
];

/** A line below `Local capabilities` or `Neighbor capabilities`. */
export function explainCapability(line: string): ExplainedField {
  const colon = line.indexOf(':');
  const label = colon === -1 ? line : line.slice(0, colon).trimEnd();
  const value = colon === -1 ? 'yes' : line.slice(colon + 1).trim();
  const explanation = rows.find(([start]) => line.startsWith(start))?.[1];
  return { label, value, explanation: explanation ?? 'a capability that is not explained here' };
}
