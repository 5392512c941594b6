import {
  type BgpSessionConfig,
  type BirdConfig,
  parseBirdConfig,
  readBgpSession,
} from '../bird/config/index.ts';
import type { HostName } from '../fleet/model.ts';
import { derivePublicKey, parseWireguardConfig, type WireguardConfig } from '../wireguard/config/index.ts';
import { canonicalAddress, holdsAddress, isLinkLocal, type Prefix, parsePrefix } from './addresses.ts';
import type { Spot } from './finding.ts';
import { pairSessions, type SessionPair } from './pair-sessions.ts';
import { pairTunnels, type TunnelPair } from './pair-tunnels.ts';

/** What is known of a host: its configuration files, and what the inventory says of its interfaces. */
export interface HostFiles {
  readonly host: HostName;
  /** Text by path in the host's rendered tree. */
  readonly files: ReadonlyMap<string, string>;
  /** `address/length` by interface; empty where the inventory does not say. */
  readonly interfaces: ReadonlyMap<string, readonly string[]>;
  /** Addresses and names others may reach it by. */
  readonly names: readonly string[];
}

/** An address that a host has. */
export interface HostAddress extends Prefix {
  readonly interface: string;
  readonly isTunnel: boolean;
}

/** A wg-quick interface of a host. */
export interface Tunnel {
  readonly host: HostName;
  readonly config: WireguardConfig;
  /** Derived from its private key; undefined where that is none. */
  readonly publicKey: string | undefined;
  readonly addresses: readonly HostAddress[];
}

/** A BGP session of a host, addresses in their one spelling. */
export interface Session {
  readonly host: HostName;
  readonly config: BgpSessionConfig;
  readonly bird: BirdConfig;
  /** As configured, or the address of the interface that the neighbour is on. */
  readonly local: string | undefined;
  readonly neighbor: string | undefined;
}

export interface NetworkHost {
  readonly name: HostName;
  readonly bird: BirdConfig | undefined;
  readonly sessions: readonly Session[];
  readonly tunnels: readonly Tunnel[];
  readonly addresses: readonly HostAddress[];
  /** The inventory lists its interfaces, so an address that is not among them is not its. */
  readonly isListed: boolean;
  readonly names: readonly string[];
}

/** The whole network as its configuration says it is, both ends of everything brought together. */
export interface Network {
  readonly hosts: readonly NetworkHost[];
  readonly sessionPairs: readonly SessionPair[];
  /** Sessions that no host of the network answers. */
  readonly outside: readonly Session[];
  readonly tunnelPairs: readonly TunnelPair[];
}

export const birdFile = 'bird/bird.conf';
const wireguardFile = /^wireguard\/[^/]+\.conf$/;

/** Reads the files of all hosts and brings both ends of every session and tunnel together. */
export function readNetwork(inputs: readonly HostFiles[]): Network {
  const hosts = inputs.map(readHost);
  return { hosts, ...pairSessions(hosts), tunnelPairs: pairTunnels(hosts) };
}

export function findHost(network: Network, name: HostName): NetworkHost | undefined {
  return network.hosts.find((host) => host.name === name);
}

/** The configuration of BIRD among a host's files. */
export function readBird(files: ReadonlyMap<string, string>): BirdConfig | undefined {
  return files.has(birdFile) ? parseBirdConfig({ files, folder: 'bird' }, birdFile) : undefined;
}

/** The wg-quick files among a host's files. */
export function readTunnelConfigs(files: ReadonlyMap<string, string>): WireguardConfig[] {
  return [...files].flatMap(([path, text]) =>
    wireguardFile.test(path) ? [parseWireguardConfig(text, path)] : [],
  );
}

function readHost({ host, files, interfaces, names }: HostFiles): NetworkHost {
  const tunnels = readTunnelConfigs(files).map((config) => readTunnel(host, config));
  const listed = [...interfaces].flatMap(([name, texts]) => readAddresses(texts, name, false));
  const addresses = [...listed, ...tunnels.flatMap((tunnel) => tunnel.addresses)];
  const bird = readBird(files);
  const protocols = bird?.protocols.filter(({ type }) => type === 'bgp') ?? [];
  return {
    name: host,
    bird,
    sessions:
      bird === undefined
        ? []
        : protocols.map((protocol) => readSession(host, readBgpSession(protocol, bird), bird, addresses)),
    tunnels,
    addresses,
    isListed: listed.length > 0,
    names,
  };
}

function readTunnel(host: HostName, config: WireguardConfig): Tunnel {
  const { privateKey, addresses, name } = config;
  return {
    host,
    config,
    publicKey: privateKey === undefined ? undefined : derivePublicKey(privateKey.value),
    addresses: readAddresses(
      addresses.map(({ value }) => value),
      name,
      true,
    ),
  };
}

function readAddresses(texts: readonly string[], name: string, isTunnel: boolean): HostAddress[] {
  return texts.flatMap((text) => {
    const prefix = parsePrefix(text);
    return prefix === undefined ? [] : [{ ...prefix, interface: name, isTunnel }];
  });
}

function readSession(
  host: HostName,
  config: BgpSessionConfig,
  bird: BirdConfig,
  addresses: readonly HostAddress[],
): Session {
  const neighbor = config.neighborAddress && canonicalAddress(config.neighborAddress.value);
  const local = config.localAddress && canonicalAddress(config.localAddress.value);
  const onLink =
    neighbor === undefined || isLinkLocal(neighbor) ? undefined : findOnLink(addresses, neighbor);
  return { host, config, bird, neighbor, local: local ?? onLink?.address };
}

/** The address of a host on the same link as another address. */
export function findOnLink(addresses: readonly HostAddress[], address: string): HostAddress | undefined {
  return addresses.find((one) => holdsAddress(one, address));
}

/** Where a place of a configuration is in the network. */
export function spotOf(
  { host }: { readonly host: HostName },
  place: { readonly file: string; readonly line: number },
): Spot {
  return { host, file: place.file, line: place.line };
}
