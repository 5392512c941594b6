import type { Protocol } from '../bird/index.ts';
import type { WireguardPeer } from '../wireguard/index.ts';
import type { HostFacts, PathFacts } from './facts.ts';
import type { Observation, Unread } from './model.ts';
import type { BgpConfig } from './parse/bird-config.ts';

/** One end of a BGP session, as far as it could be read. */
export interface SessionEnd {
  readonly facts: HostFacts;
  readonly protocol?: Protocol;
  readonly config?: BgpConfig;
  readonly path?: PathFacts;
  /** What the daemon says went wrong, the latest first: its last error, then its log of this outage. */
  readonly errors: readonly string[];
}

/** Routes of an Established session that are of no use. */
export interface RouteFacts {
  /** Those whose next hop resolves to nothing. */
  readonly unresolved: number;
  readonly unresolvedRoutes?: Observation;
  /** Filtered routes whose origin is RPKI-invalid, of those that were looked at. */
  readonly invalid: readonly { readonly network: string; readonly origin: number }[];
  readonly lookedAt: number;
  readonly filteredRoutes?: Observation;
  readonly validation?: Observation;
  readonly unread?: readonly Unread[];
}

/** Everything known of one BGP session. */
export interface SessionCase {
  readonly name: string;
  readonly protocol: Protocol;
  readonly here: SessionEnd;
  /** The other end, where it is one of our hosts. */
  readonly there?: SessionEnd;
  /** The tunnel the session goes through. */
  readonly tunnel?: TunnelCase;
  readonly routes?: RouteFacts;
}

export interface TunnelEnd {
  readonly facts: HostFacts;
  readonly interface: string;
  /** The peer that stands for the other end. */
  readonly peer?: WireguardPeer;
  /** The same some seconds earlier. */
  readonly earlier?: WireguardPeer;
}

/** Everything known of one tunnel, or of one peer of it. */
export interface TunnelCase {
  readonly here: TunnelEnd;
  /** The other end, where it is one of our hosts. */
  readonly there?: TunnelEnd;
  /** A ping through it; undefined where the other end's inner address is not known. */
  readonly inside?: PathFacts;
}
