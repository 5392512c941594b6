import type { SessionData } from './network-data.ts';

/** A BGP session of an outsider, seen from its own end. */
export interface OutsiderSession {
  /** The protocol's name in its BIRD. */
  readonly name: string;
  readonly kind: OutsiderKind;
  readonly localAddress: string;
  readonly neighborAddress: string;
  readonly neighborAs: number;
  readonly password?: string;
  readonly multihop?: number;
  readonly ttlSecurity: boolean;
  readonly bfd: boolean;
  readonly role?: SessionRole;
}

export type SessionRole = NonNullable<SessionData['role']>;

/** What the other end of a session is to the fleet; anything not named here behaves as a peer. */
export type OutsiderKind = 'transit' | 'provider' | 'route-server' | 'peer';

/** A prefix that an outsider announces, from the documentation ranges. */
export interface Origin {
  readonly prefix: string;
  /** The AS it comes from, where that is not the announcer's: a member behind a route server. */
  readonly memberAs?: number;
  /** Who a ROA says may announce it; differs from the announcer for the one that must be refused. */
  readonly roaAs: number;
}

export interface OutsiderLink {
  readonly interface: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
}

/** A network that is not ours, as one router of the lab. */
export interface Outsider {
  readonly name: string;
  readonly asn: number;
  readonly routerId: string;
  readonly links: readonly OutsiderLink[];
  /** Announces a default route. */
  readonly givesDefault: boolean;
  readonly origins: readonly Origin[];
  readonly sessions: readonly OutsiderSession[];
  /** The internet router's address on this host's own subnet, where it has one: the way to everything else. */
  readonly gateway?: string;
  /** Its session with the internet router, over the backbone. */
  readonly backbone?: {
    readonly localAddress: string;
    readonly neighborAddress: string;
    readonly neighborAs: number;
  };
}
