import type { BfdSession, Protocol } from '../bird/index.ts';
import type { WireguardReading } from '../wireguard/index.ts';
import type { Observation, Unread } from './model.ts';
import { type InterfaceAddress, parseAddresses } from './parse/addresses.ts';
import { type BgpConfig, readBgpConfigs } from './parse/bird-config.ts';
import type { Counters } from './parse/counters.ts';
import { type DropRule, parseDropRules } from './parse/firewall.ts';
import { type Link, parseLinks } from './parse/links.ts';
import { type LogLine, parseLog, timeOfDay } from './parse/log.ts';
import {
  type PingAnswer,
  parseNeighbourState,
  parsePing,
  parseRouteGet,
  type RouteAnswer,
} from './parse/reachability.ts';
import { parseRows } from './parse/rows.ts';
import { parseSockets, type Socket } from './parse/sockets.ts';
import { parseTunnelFiles, type TunnelFile } from './parse/tunnel-files.ts';

export type Observations = ReadonlyMap<string, Observation>;

export interface BirdFacts {
  readonly state: 'running' | 'stopped' | 'frozen' | 'absent' | 'unknown';
  readonly protocols: readonly Protocol[];
  readonly bfd: readonly BfdSession[];
  /** How many routes of a session have a next hop that resolves to nothing; only those that have any. */
  readonly unresolved: ReadonlyMap<string, number>;
}

export interface TunnelFacts {
  /** False where `wg` itself gave no answer: the reading is empty then. */
  readonly answered: boolean;
  readonly reading: WireguardReading;
  readonly files: readonly TunnelFile[];
  /** The public key that belongs to the private key in an interface's file. */
  readonly derivedKeys: ReadonlyMap<string, string>;
  /** Interfaces whose process takes a question and does not answer. */
  readonly hanging: readonly string[];
  /** Digests of preshared keys by `interface key`, salted alike on every host of one diagnosis; `none` where there is none. */
  readonly preshared: ReadonlyMap<string, string>;
}

/** What one host says of itself. */
export interface HostFacts {
  readonly name: string;
  readonly reachable: boolean;
  readonly bird: BirdFacts;
  readonly links: readonly Link[];
  readonly addresses: readonly InterfaceAddress[];
  /** Undefined where the packet filter could not be read. */
  readonly drops?: readonly DropRule[];
  readonly configs: readonly BgpConfig[];
  /** Seconds since midnight by the host's own clock. */
  readonly clock?: number;
  /** TCP connections of BGP. */
  readonly sockets: readonly Socket[];
  readonly log: readonly LogLine[];
  /** Undefined where there is no WireGuard, or where it could not be read. */
  readonly tunnels?: TunnelFacts;
  readonly counters?: { readonly before: Counters; readonly after: Counters; readonly seconds: number };
  /** By the probe's key; `bird`, `bfd` and `reach` are those of BIRD and SSH. */
  readonly observations: Observations;
  readonly unread: readonly Unread[];
}

/** What a host's commands answered, before it is read. */
export interface RawHost {
  readonly name: string;
  readonly reachable: boolean;
  readonly bird: BirdFacts;
  readonly reading?: WireguardReading;
  readonly observations: Observations;
  readonly unread: readonly Unread[];
}

function textOf(observations: Observations, key: string): string {
  return observations.get(key)?.output ?? '';
}

/** Reads what a host answered. Pure; never throws. */
export function readHostFacts(raw: RawHost): HostFacts {
  const { observations, reading } = raw;
  const firewall = observations.get('firewall');
  const files = observations.get('tunnel-files');
  const read = (key: string) => textOf(observations, key);
  const clock = timeOfDay(read('clock'));
  return {
    name: raw.name,
    reachable: raw.reachable,
    bird: raw.bird,
    links: parseLinks(read('links')),
    addresses: parseAddresses(read('addresses')),
    ...(firewall?.exitCode === 0 && { drops: parseDropRules(firewall.output) }),
    configs: readBgpConfigs(read('bird-config')),
    ...(clock !== undefined && { clock }),
    sockets: parseSockets(read('bgp-sockets')),
    log: parseLog(read('log')),
    ...((reading !== undefined || files !== undefined) && {
      tunnels: {
        answered: reading !== undefined,
        reading: reading ?? { interfaces: [], peers: [], unread: [] },
        files: parseTunnelFiles(read('tunnel-files')),
        derivedKeys: new Map(parseRows(read('tunnel-keys'), 2).map(([name = '', key = '']) => [name, key])),
        hanging: parseRows(read('tunnel-answers'), 2).flatMap(([name = '', code]) =>
          code === '124' ? [name] : [],
        ),
        preshared: new Map(
          parseRows(read('preshared'), 3).map(([name, peer, digest = '']) => [`${name} ${peer}`, digest]),
        ),
      },
    }),
    observations,
    unread: raw.unread,
  };
}

/** The way from a host to an address. */
export interface PathFacts {
  readonly sockets: readonly Socket[];
  readonly route?: RouteAnswer;
  readonly ping?: PingAnswer;
  readonly neighbour?: string;
  /** Pings that must not be fragmented, by the packet's size. */
  readonly sizes: readonly { readonly size: number; readonly ping: PingAnswer }[];
  readonly observations: Observations;
}

/** Reads what the probes of a path answered. Pure; never throws. */
export function readPathFacts(observations: Observations): PathFacts {
  const route = parseRouteGet(textOf(observations, 'route'));
  const ping = parsePing(textOf(observations, 'ping'));
  const neighbour = parseNeighbourState(textOf(observations, 'neighbour'));
  const sizes = [...observations].flatMap(([key, { output }]) => {
    const size = /^size-(\d+)$/.exec(key)?.[1];
    const answer = size === undefined ? undefined : parsePing(output);
    return answer === undefined ? [] : [{ size: Number(size), ping: answer }];
  });
  const sockets = parseSockets(textOf(observations, 'sockets'));
  const later = parseSockets(textOf(observations, 'sockets-later'));
  return {
    sockets: [...sockets, ...later],
    ...(route && { route }),
    ...(ping && { ping }),
    ...(neighbour !== undefined && { neighbour }),
    sizes: sizes.sort((one, other) => other.size - one.size),
    observations,
  };
}
