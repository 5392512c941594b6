import type { Route } from './routes.ts';

/** What `roa_check` says of a route, or undefined where it could not be asked. */
export type RoaState = 'valid' | 'invalid' | 'unknown';

export interface FilterView {
  readonly localAs: number;
  readonly neighborAs: number;
  readonly roa?: RoaState;
  /** An iBGP neighbour or a route server: its own AS need not stand first in a path. */
  readonly transparent: boolean;
}

/** AS numbers nobody may use on the internet (RFC 7607, 5398, 6996, 7300, 6793). */
const reservedAses: readonly (readonly [first: number, last: number])[] = [
  [0, 0],
  [23_456, 23_456],
  [64_496, 64_511],
  [64_512, 65_534],
  [65_535, 65_535],
  [65_536, 65_551],
  [4_200_000_000, 4_294_967_295],
];

/** The longest prefix that networks commonly take from another. */
const longestPrefix = { v4: 24, v6: 48 };
const shortestPrefix = { v4: 8, v6: 16 };

/** The AS numbers of a path as BIRD prints it, the neighbour's first; sets are left out. */
export function readPath(route: Route): readonly number[] {
  const path = (route.bgp?.path ?? '').slice(0, 10_000).replaceAll(/\{[^}]*\}|\([^)]*\)/g, ' ');
  return path
    .split(' ')
    .filter((word) => /^\d{1,10}$/.test(word))
    .map(Number);
}

/**
 * Why an import filter may have refused a route: what is unusual about it, the surest first. BIRD keeps no reason,
 * so this is what commonly makes one; empty where nothing is unusual.
 */
export function explainFiltered(route: Route, view: FilterView): readonly string[] {
  const path = readPath(route);
  const reasons: string[] = [];
  const origin = path.at(-1);
  if (view.roa === 'invalid') {
    reasons.push(`RPKI-invalid: no ROA lets AS${origin ?? view.neighborAs} announce ${route.network}`);
  }
  if (view.localAs > 0 && path.includes(view.localAs)) {
    reasons.push(`our own AS${view.localAs} stands in its path`);
  }
  reasons.push(...explainLength(route.network));
  const first = path[0];
  if (!view.transparent && first !== undefined && view.neighborAs > 0 && first !== view.neighborAs) {
    reasons.push(`its path begins with AS${first}, not with the neighbour's AS${view.neighborAs}`);
  }
  const reserved = path.find((asn) => reservedAses.some(([low, high]) => asn >= low && asn <= high));
  if (reserved !== undefined && reserved !== view.neighborAs) {
    reasons.push(`AS${reserved} in its path is reserved`);
  }
  if (path.length > 50) reasons.push(`its path has ${path.length} ASes`);
  return reasons;
}

function explainLength(network: string): string[] {
  const slash = network.lastIndexOf('/');
  const length = Number(network.slice(slash + 1));
  if (slash === -1 || !Number.isInteger(length)) return [];
  const family = network.includes(':') ? 'v6' : 'v4';
  if (length === 0) return ['it is a default route'];
  if (length > longestPrefix[family]) return [`a /${length} is longer than what networks commonly take`];
  if (length < shortestPrefix[family]) return [`a /${length} is shorter than any network's own`];
  return [];
}

/** Reads the answer to `eval roa_check(…)`; undefined where it is another. */
export function parseRoaCheck(text: string): RoaState | undefined {
  const found = /\(enum [0-9a-f]{1,4}\)([012])\b/.exec(text.slice(0, 200));
  if (found === null) return undefined;
  return found[1] === '1' ? 'valid' : found[1] === '2' ? 'invalid' : 'unknown';
}
