/** What a check is: its name, its number among the cross-checks, what it looks for and which outage it prevents. */
export interface CheckDescription {
  readonly name: string;
  readonly number: number;
  readonly title: string;
  readonly prevents: string;
}

/** Every check, by number. */
export const catalogue = [
  describe(
    'peer-key',
    1,
    "a peer's key is that of the other end",
    'no handshake, and no packet goes through',
  ),
  describe('endpoint', 2, 'an endpoint is where the other end listens', 'no handshake'),
  describe(
    'as-numbers',
    3,
    'both ends agree on both AS numbers',
    'the session is refused: notification 2/2, bad peer AS',
  ),
  describe(
    'session-addresses',
    4,
    'neighbor and local addresses mirror each other',
    'connections are reset without a word',
  ),
  describe(
    'bgp-password',
    5,
    'both ends have the same password, or none',
    'the session stays in Connect without an error',
  ),
  describe(
    'allowed-ips',
    6,
    'no two peers of an interface are allowed the same',
    "one peer takes the other's traffic, silently",
  ),
  describe(
    'tunnel-address',
    7,
    "a peer's tunnel address is allowed",
    'its packets are dropped without a word',
  ),
  describe('origin-exported', 8, 'what is originated passes an export filter', 'the prefix is invisible'),
  describe('export-all', 9, 'no export filter to others lets everything pass', 'a route leak'),
  describe('roa', 10, 'a ROA covers what is announced', 'other networks drop the announcement as invalid'),
  describe(
    'preshared-key',
    11,
    'both ends have the same preshared key',
    'half a handshake: initiations arrive, no answer is understood',
  ),
  describe(
    'tunnel-subnet',
    12,
    'both ends of a tunnel are in one subnet, with addresses of their own',
    'nothing is reached through the tunnel',
  ),
  describe(
    'neighbor-on-link',
    13,
    'a neighbour is on the link, or multihop is set',
    'the session is Idle for ever',
  ),
  describe(
    'router-id',
    14,
    'the router id is set, unique and unchanged',
    'sessions are refused (notification 2/3), or all of them flap',
  ),
  describe(
    'address-families',
    15,
    'both ends have an address family in common',
    'the session is refused: notification 2/7',
  ),
  describe(
    'ttl-security',
    16,
    'ttl security and multihop are alike at both ends',
    'packets are dropped for their TTL, the session flaps or never comes up',
  ),
  describe(
    'import-limit',
    17,
    "the import limit leaves room above today's routes",
    'we shut the session down ourselves',
  ),
  describe('next-hop', 18, 'next hops resolve, and iBGP sets its own', 'routes that lead nowhere'),
  describe(
    'tunnel-mtu',
    19,
    'the MTU of a tunnel leaves room for its outer header, at both ends alike',
    'large packets vanish: hold timers expire',
  ),
  describe('keepalive', 20, 'the end behind NAT keeps the tunnel alive', 'the tunnel dies when it is idle'),
  describe(
    'protocol-names',
    21,
    'names of protocols are unique and no keywords',
    'BIRD refuses the whole configuration',
  ),
  describe('bfd', 22, 'BFD runs at both ends', 'a dead path is noticed only when the hold timer expires'),
  describe(
    'tunnel-change',
    23,
    'a change to a tunnel is applied in the way it needs',
    'a change that never takes effect, or a restart for nothing',
  ),
  describe('session-forecast', 24, 'sessions that this change makes flap are known', 'a surprise'),
  describe('target-version', 25, "the host's own BIRD can read it", 'the reload is refused'),
  describe(
    'endpoint-route',
    26,
    'an endpoint is not reached through its own tunnel',
    'the tunnel swallows its own packets',
  ),
  describe(
    'roles',
    27,
    'BGP roles fit each other, graceful restart is symmetric',
    'the session is refused: notification 2/11',
  ),
] as const;

export type CheckName = (typeof catalogue)[number]['name'];

function describe<Name extends string>(
  name: Name,
  number: number,
  title: string,
  prevents: string,
): CheckDescription & { readonly name: Name } {
  return { name, number, title, prevents };
}

/** The check of this name, if there is one. */
export function findCheck(name: string): (typeof catalogue)[number] | undefined {
  return catalogue.find((check) => check.name === name);
}
