export interface NextHop {
  /** Undefined for a directly connected network. */
  readonly via?: string;
  readonly interface?: string;
  readonly weight?: number;
  readonly onlink: boolean;
}

/** What BGP says of a route, whatever the version names the attributes. */
export interface BgpAttributes {
  readonly origin?: string;
  readonly path?: string;
  readonly nextHop?: string;
  readonly localPreference?: string;
  readonly med?: string;
  readonly communities?: string;
  readonly largeCommunities?: string;
  readonly extendedCommunities?: string;
}

/** One route of `show route [all]`. */
export interface Route {
  /** The table, where the daemon names it. */
  readonly table?: string;
  /** A prefix, a ROA, a flow: as printed. */
  readonly network: string;
  /** `unicast`, `blackhole`, `unreachable`, `prohibited`; empty where the network has no such thing (ROA). */
  readonly destination: string;
  readonly protocol: string;
  readonly since: string;
  /** The neighbor it was learned from, where that is not the next hop. */
  readonly from?: string;
  /** `best`, `best-unsynced` (`!`: best, but refused by the kernel) or `other`. */
  readonly choice: 'best' | 'best-unsynced' | 'other';
  /** What stands behind the marks: preference, metric, origin AS, as printed. */
  readonly info: string;
  readonly preference?: number;
  /** Long-lived graceful restart: kept though the neighbor is gone (`s`). */
  readonly stale: boolean;
  readonly nextHops: readonly NextHop[];
  readonly bgp?: BgpAttributes;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

export interface RoutesReading {
  readonly routes: readonly Route[];
  readonly unread: readonly string[];
}
