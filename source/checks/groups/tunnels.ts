import { decodeKey } from '../../wireguard/config/index.ts';
import {
  canonicalAddress,
  formatPrefix,
  holdsAddress,
  isGlobal,
  networkOf,
  parsePrefix,
} from '../addresses.ts';
import type { CheckAnswer } from '../finding.ts';
import { findHost, type Network, type NetworkHost, spotOf, type Tunnel } from '../network.ts';
import type { TunnelEnd, TunnelPair } from '../pair-tunnels.ts';

/** Both directions of every tunnel: what one end says of the other. */
export function* listDirections(network: Network): Generator<{ from: TunnelEnd; to: TunnelEnd }> {
  for (const { one, other } of network.tunnelPairs) {
    yield { from: one, to: other };
    yield { from: other, to: one };
  }
}

export function listTunnels(network: Network): readonly Tunnel[] {
  return network.hosts.flatMap(({ tunnels }) => tunnels);
}

/** The interface as a person names it. */
export function nameTunnel({ host, config }: Tunnel): string {
  return `${host} ${config.name}`;
}

/** 1. Keys of peers against the private keys of the other ends. */
export function* checkPeerKeys(network: Network): Generator<CheckAnswer> {
  yield* checkPrivateKeys(listTunnels(network));
  for (const { from, to } of listDirections(network)) {
    const target = nameTunnel(to.tunnel);
    const { privateKey, place } = to.tunnel.config;
    const there = spotOf(to.tunnel, privateKey ?? place);
    if (from.peer === undefined) {
      yield {
        severity: 'error',
        message: `${nameTunnel(from.tunnel)} has no peer with the public key of ${target}, which names it as its peer`,
        spots: [spotOf(from.tunnel, from.tunnel.config.place), there],
        hint: `add a [Peer] for ${target}, or correct the PublicKey of the one that is meant for it`,
      };
      continue;
    }
    const key = from.peer.publicKey;
    if (to.tunnel.publicKey === undefined || key?.value === to.tunnel.publicKey) continue;
    const isKey = key !== undefined && decodeKey(key.value) !== undefined;
    yield {
      severity: 'error',
      message: isKey
        ? `the PublicKey that ${nameTunnel(from.tunnel)} has for ${target} is not the one of its PrivateKey`
        : `${nameTunnel(from.tunnel)} has no public key for ${target}`,
      spots: [spotOf(from.tunnel, key ?? from.peer), there],
      hint: `the public key of ${target} is ${to.tunnel.publicKey}`,
    };
  }
}

function* checkPrivateKeys(tunnels: readonly Tunnel[]): Generator<CheckAnswer> {
  const owners = new Map<string, Tunnel>();
  for (const tunnel of tunnels) {
    const { privateKey, place } = tunnel.config;
    if (tunnel.publicKey === undefined) {
      yield {
        severity: 'error',
        message: `the PrivateKey of ${nameTunnel(tunnel)} is ${privateKey === undefined ? 'missing' : 'no WireGuard key'}`,
        spots: [spotOf(tunnel, privateKey ?? place)],
        hint: 'make one: wg genkey, and peerdeck vault edit to keep it',
      };
      continue;
    }
    const owner = owners.get(tunnel.publicKey);
    owners.set(tunnel.publicKey, owner ?? tunnel);
    if (owner === undefined) continue;
    yield {
      severity: 'error',
      message: `${nameTunnel(owner)} and ${nameTunnel(tunnel)} have the same PrivateKey`,
      spots: [
        spotOf(owner, owner.config.privateKey ?? owner.config.place),
        spotOf(tunnel, privateKey ?? place),
      ],
      hint: 'give each interface a key of its own: wg genkey',
    };
  }
}

/** 2. Endpoints against the addresses and ports of the other ends. */
export function* checkEndpoints(network: Network): Generator<CheckAnswer> {
  for (const host of network.hosts) yield* checkListenPorts(host);
  for (const { one, other } of network.tunnelPairs) {
    if (!one.peer || !other.peer || one.peer.endpoint || other.peer.endpoint) continue;
    yield {
      severity: 'error',
      message: `neither ${nameTunnel(one.tunnel)} nor ${nameTunnel(other.tunnel)} has an Endpoint, so neither can begin`,
      spots: [spotOf(one.tunnel, one.peer), spotOf(other.tunnel, other.peer)],
      hint: 'give one of them the Endpoint of the other',
    };
  }
  for (const { from, to } of listDirections(network)) {
    const endpoint = from.peer?.endpoint;
    if (endpoint === undefined) continue;
    yield* checkEndpointPort(from, to);
    yield* checkEndpointHost(network, from, to);
  }
}

function* checkListenPorts({ tunnels }: NetworkHost): Generator<CheckAnswer> {
  const owners = new Map<number, Tunnel>();
  for (const tunnel of tunnels) {
    const port = tunnel.config.listenPort;
    if (port === undefined) continue;
    const owner = owners.get(port.value);
    owners.set(port.value, owner ?? tunnel);
    if (owner === undefined) continue;
    yield {
      severity: 'error',
      message: `${nameTunnel(owner)} and ${nameTunnel(tunnel)} both listen on port ${port.value}`,
      spots: [spotOf(tunnel, port), spotOf(owner, owner.config.listenPort ?? owner.config.place)],
      hint: 'give each interface of a host a ListenPort of its own',
    };
  }
}

function* checkEndpointPort(from: TunnelEnd, to: TunnelEnd): Generator<CheckAnswer> {
  const endpoint = from.peer?.endpoint;
  const { listenPort, place } = to.tunnel.config;
  if (endpoint === undefined || listenPort?.value === endpoint.value.port) return;
  const target = nameTunnel(to.tunnel);
  yield {
    severity: 'error',
    message:
      listenPort === undefined
        ? `${nameTunnel(from.tunnel)} sends to port ${endpoint.value.port} of ${target}, which has no ListenPort and takes any`
        : `${nameTunnel(from.tunnel)} sends to port ${endpoint.value.port} of ${target}, which listens on ${listenPort.value}`,
    spots: [spotOf(from.tunnel, endpoint), spotOf(to.tunnel, listenPort ?? place)],
    hint: 'make the port of the Endpoint and the ListenPort the same',
  };
}

function* checkEndpointHost(network: Network, from: TunnelEnd, to: TunnelEnd): Generator<CheckAnswer> {
  const endpoint = from.peer?.endpoint;
  const host = findHost(network, to.tunnel.host);
  if (endpoint === undefined || host === undefined) return;
  const wanted = canonicalAddress(endpoint.value.host);
  if (host.names.includes(wanted)) return;
  const prefix = parsePrefix(wanted);
  const own = host.addresses.filter(({ isTunnel, family }) => !isTunnel && family === prefix?.family);
  if (own.some(({ address }) => address === wanted)) return;
  const isTranslated = own.length > 0 && own.every(({ address }) => !isGlobal(address)) && isGlobal(wanted);
  const spots = [spotOf(from.tunnel, endpoint), spotOf(to.tunnel, to.tunnel.config.place)];
  if (prefix === undefined || !host.isListed || isTranslated) {
    yield {
      notChecked: `whether ${endpoint.value.host} leads to ${host.name}: ${
        prefix === undefined
          ? 'it is a name'
          : isTranslated
            ? 'it is behind NAT'
            : 'the inventory lists none of its addresses'
      }`,
      spots,
    };
    return;
  }
  yield {
    severity: 'error',
    message: `${nameTunnel(from.tunnel)} sends to ${endpoint.value.host}, which is no address of ${host.name}`,
    spots,
    hint:
      own.length === 0
        ? `${host.name} has no such address`
        : `${host.name} has ${own.map(({ address }) => address).join(', ')}`,
  };
}

/** 6. AllowedIPs that two peers of one interface claim: the last one wins, silently. */
export function* checkAllowedIps(network: Network): Generator<CheckAnswer> {
  for (const tunnel of listTunnels(network)) {
    const owners = new Map<string, { readonly line: number; readonly peer: number; readonly file: string }>();
    for (const [peer, { allowedIps }] of tunnel.config.peers.entries()) {
      for (const { value, line, file } of allowedIps) {
        const prefix = parsePrefix(value);
        if (prefix === undefined) {
          yield {
            severity: 'error',
            message: `an AllowedIPs of ${nameTunnel(tunnel)} is no prefix`,
            spots: [spotOf(tunnel, { file, line })],
            hint: 'write ADDRESS/LENGTH, several with commas between them',
          };
          continue;
        }
        const text = formatPrefix(networkOf(prefix));
        const owner = owners.get(text);
        owners.set(text, owner ?? { line, peer, file });
        if (owner === undefined || owner.peer === peer) continue;
        yield {
          severity: 'error',
          message: `two peers of ${nameTunnel(tunnel)} are allowed ${text}: only the last one gets it`,
          spots: [spotOf(tunnel, { file, line }), spotOf(tunnel, owner)],
          hint: 'give each peer what it alone has, or an interface of its own',
        };
      }
    }
  }
}

/** 7. Whether the addresses of the other end may come in and go out. */
export function* checkTunnelAddresses(network: Network): Generator<CheckAnswer> {
  for (const { from, to } of listDirections(network)) {
    if (from.peer === undefined) continue;
    const allowed = from.peer.allowedIps.flatMap(({ value }) => parsePrefix(value) ?? []);
    for (const { address } of to.tunnel.addresses) {
      if (allowed.some((prefix) => holdsAddress(prefix, address))) continue;
      const line = to.tunnel.config.addresses.find(({ value }) => parsePrefix(value)?.address === address);
      yield {
        severity: 'error',
        message: `${nameTunnel(from.tunnel)} does not allow ${address}, the address of ${nameTunnel(to.tunnel)}`,
        spots: [
          spotOf(from.tunnel, from.peer.allowedIps[0] ?? from.peer),
          spotOf(to.tunnel, line ?? to.tunnel.config.place),
        ],
        hint: 'add it to AllowedIPs',
      };
    }
  }
}

/** 11. Preshared keys, by value and never shown. */
export function* checkPresharedKeys(network: Network): Generator<CheckAnswer> {
  for (const { one, other } of network.tunnelPairs) {
    if (one.peer === undefined || other.peer === undefined) continue;
    const [here, there] = [one.peer.presharedKey, other.peer.presharedKey];
    if (here?.value === there?.value) continue;
    const names = [nameTunnel(one.tunnel), nameTunnel(other.tunnel)];
    const without = here === undefined ? names[0] : names[1];
    yield {
      severity: 'error',
      message:
        here === undefined || there === undefined
          ? `only one end of ${names.join(' and ')} has a preshared key: ${without} has none`
          : `the preshared keys of ${names.join(' and ')} differ`,
      spots: [spotOf(one.tunnel, here ?? one.peer), spotOf(other.tunnel, there ?? other.peer)],
      hint: 'let both ends take the same value of the vault',
    };
  }
}

/** 12. One subnet, two addresses. */
export function* checkTunnelSubnets(network: Network): Generator<CheckAnswer> {
  for (const pair of network.tunnelPairs) {
    const { one, other } = pair;
    const [here, there] = [one.tunnel.addresses, other.tunnel.addresses];
    const spots = [one, other].map(({ tunnel }) =>
      spotOf(tunnel, tunnel.config.addresses[0] ?? tunnel.config.place),
    );
    const names = `${nameTunnel(one.tunnel)} and ${nameTunnel(other.tunnel)}`;
    const same = here.find(({ address }) => there.some((it) => it.address === address));
    if (same !== undefined) {
      yield {
        severity: 'error',
        message: `${names} have the same address ${same.address}`,
        spots,
        hint: 'give each end an address of its own',
      };
      continue;
    }
    const isNear = here.some((a) =>
      there.some((b) => holdsAddress(a, b.address) || holdsAddress(b, a.address)),
    );
    if (isNear || here.length === 0 || there.length === 0 || isRouted(pair)) continue;
    yield {
      severity: 'error',
      message: `${names} are in no subnet in common: ${here.map(formatPrefix).join(', ')} and ${there.map(formatPrefix).join(', ')}`,
      spots,
      hint: 'give both ends addresses of one subnet',
    };
  }
}

/** Ends without a subnet reach each other where wg-quick makes routes of AllowedIPs. */
function isRouted({ one, other }: TunnelPair): boolean {
  return [one, other].every(({ tunnel, peer }) => tunnel.config.table?.value !== 'off' && peer !== undefined);
}
