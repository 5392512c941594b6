import type { PeerConfig } from '../wireguard/config/index.ts';
import { canonicalAddress, holdsAddress } from './addresses.ts';
import type { NetworkHost, Tunnel } from './network.ts';

/** One end of a tunnel: an interface, and what it says of the other end, if anything. */
export interface TunnelEnd {
  readonly tunnel: Tunnel;
  readonly peer: PeerConfig | undefined;
}

/** The two ends of one tunnel, whether their keys agree or not. */
export interface TunnelPair {
  readonly one: TunnelEnd;
  readonly other: TunnelEnd;
}

/**
 * Brings the ends of tunnels together: by key, and where a key is nobody's by who names us, by endpoint and port, and
 * by the subnet of the tunnel.
 */
export function pairTunnels(hosts: readonly NetworkHost[]): TunnelPair[] {
  const tunnels = hosts.flatMap((host) => host.tunnels);
  const resolver = new PeerResolver(hosts, tunnels);
  const targets = new Map<PeerConfig, Tunnel>();
  for (const tunnel of tunnels) {
    for (const peer of tunnel.config.peers) {
      const target = resolver.find(tunnel, peer);
      if (target !== undefined) targets.set(peer, target);
    }
  }
  const pairs: TunnelPair[] = [];
  const seen = new Set<PeerConfig>();
  for (const tunnel of tunnels) {
    for (const peer of tunnel.config.peers) {
      const target = targets.get(peer);
      if (target === undefined || seen.has(peer)) continue;
      const back = target.config.peers.find((one) => targets.get(one) === tunnel && !seen.has(one));
      seen.add(peer);
      if (back !== undefined) seen.add(back);
      pairs.push({ one: { tunnel, peer }, other: { tunnel: target, peer: back } });
    }
  }
  return pairs;
}

class PeerResolver {
  readonly #hosts: readonly NetworkHost[];
  readonly #tunnels: readonly Tunnel[];
  readonly #byKey: ReadonlyMap<string, Tunnel>;

  constructor(hosts: readonly NetworkHost[], tunnels: readonly Tunnel[]) {
    this.#hosts = hosts;
    this.#tunnels = tunnels;
    this.#byKey = new Map(
      tunnels.flatMap((tunnel) => (tunnel.publicKey === undefined ? [] : [[tunnel.publicKey, tunnel]])),
    );
  }

  /** The interface a peer stands for; undefined where it is outside the network. */
  find(tunnel: Tunnel, peer: PeerConfig): Tunnel | undefined {
    const named = this.#byKey.get(peer.publicKey?.value ?? '');
    if (named !== undefined && named !== tunnel) return named;
    const taken = this.#listNamedBy(tunnel);
    const others = this.#tunnels.filter((one) => one.host !== tunnel.host && !taken.has(one));
    return (
      others.find((one) => one.config.peers.some(({ publicKey }) => isKeyOf(publicKey?.value, tunnel))) ??
      others.find(
        (one) => this.#isAt(one, peer) && one.config.listenPort?.value === peer.endpoint?.value.port,
      ) ??
      others.find((one) => this.#isAt(one, peer) && sharesSubnet(one, tunnel)) ??
      (tunnel.config.peers.length === 1 ? others.find((one) => sharesSubnet(one, tunnel)) : undefined)
    );
  }

  /** Interfaces that the other peers of this one name by their right key. */
  #listNamedBy(tunnel: Tunnel): ReadonlySet<Tunnel> {
    return new Set(
      tunnel.config.peers.flatMap(({ publicKey }) => this.#byKey.get(publicKey?.value ?? '') ?? []),
    );
  }

  #isAt({ host }: Tunnel, { endpoint }: PeerConfig): boolean {
    if (endpoint === undefined) return false;
    const wanted = canonicalAddress(endpoint.value.host);
    const owner = this.#hosts.find(({ name }) => name === host);
    return (
      owner !== undefined &&
      (owner.names.includes(wanted) || owner.addresses.some(({ address }) => address === wanted))
    );
  }
}

function isKeyOf(key: string | undefined, { publicKey }: Tunnel): boolean {
  return key !== undefined && key === publicKey;
}

function sharesSubnet(one: Tunnel, other: Tunnel): boolean {
  return one.addresses.some((outer) =>
    other.addresses.some((inner) => holdsAddress(outer, inner.address) || holdsAddress(inner, outer.address)),
  );
}
