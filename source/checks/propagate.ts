import {
  type BirdConfig,
  type ConfigChannel,
  type FilterValue,
  findLastStatement,
  judgeRoute,
  nameOf,
  type RouteAttributes,
  readNet,
} from '../bird/config/index.ts';
import type { Prefix } from './addresses.ts';
import type { Spot } from './finding.ts';
import { isInternal } from './groups/sessions.ts';
import { findHost, type Network, type NetworkHost, type Session, spotOf } from './network.ts';
import type { StaticRoute } from './static-routes.ts';

/** How far a route that is originated somewhere gets, as far as the filters tell. */
export interface Reach {
  /** Sessions with others that it may leave by. */
  readonly outside: readonly Session[];
  /** Hosts of the network that may learn it. */
  readonly inside: readonly string[];
  /** Where it was rejected on the way out of its own host. */
  readonly rejectedAt: readonly Spot[];
}

interface Passage {
  readonly host: NetworkHost;
  readonly route: RouteAttributes;
  readonly path: readonly number[];
  /** The session that it came in by; undefined where it begins. */
  readonly from: Session | undefined;
}

/** Follows a static route through the export and import filters of the whole network. */
export function propagate(network: Network, origin: NetworkHost, route: StaticRoute): Reach {
  const outside: Session[] = [];
  const inside = new Set<string>();
  const rejectedAt: Spot[] = [];
  const queue: Passage[] = [{ host: origin, route: describeStatic(route), path: [], from: undefined }];
  for (let passage = queue.shift(); passage !== undefined; passage = queue.shift()) {
    for (const session of passage.host.sessions) {
      if (session === passage.from || session.config.isDisabled || !mayPass(passage, session)) continue;
      const channel = findChannel(session, route.prefix);
      const verdict = channel && judgeRoute(channel.statements, 'export', session.bird, passage.route);
      if (verdict?.mayAccept !== true) {
        if (passage.from === undefined && verdict?.rejectedAt)
          rejectedAt.push(spotOf(session, verdict.rejectedAt));
        continue;
      }
      const next = findOtherEnd(network, session);
      if (next === undefined) {
        outside.push(session);
        continue;
      }
      const arrived = arrive(network, session, next, route.prefix, passage);
      if (arrived === undefined || inside.has(arrived.host.name) || arrived.host === origin) continue;
      inside.add(arrived.host.name);
      queue.push(arrived);
    }
  }
  return { outside, inside: [...inside], rejectedAt };
}

/** What an iBGP neighbour told is not told to another one, but by a route reflector. */
function mayPass({ from }: Passage, session: Session): boolean {
  if (from === undefined || isInternal(from) !== true || isInternal(session) !== true) return true;
  return from.config.isServerOf === 'rr' || session.config.isServerOf === 'rr';
}

/** The channel of a session that carries a family of prefixes, in the default table. */
export function findChannel(session: Session, { family }: Pick<Prefix, 'family'>): ConfigChannel | undefined {
  return session.config.channels.find(({ type }) => type === `ipv${family}`);
}

function findOtherEnd(network: Network, session: Session): Session | undefined {
  const pair = network.sessionPairs.find(({ one, other }) => one === session || other === session);
  return pair?.one === session ? pair.other : pair?.one;
}

function arrive(
  network: Network,
  session: Session,
  next: Session,
  prefix: Prefix,
  { path }: Passage,
): Passage | undefined {
  const host = findHost(network, next.host);
  const channel = findChannel(next, prefix);
  if (host === undefined || channel === undefined || next.config.isDisabled) return undefined;
  const localAs = session.config.localAs?.value;
  const told = isInternal(session) === true || localAs === undefined ? path : [localAs, ...path];
  const route = describeLearned(prefix, next, told);
  const verdict = judgeRoute(channel.statements, 'import', next.bird, route);
  return verdict?.mayAccept === false ? undefined : { host, route, path: told, from: next };
}

function describeNet({ address, length }: Prefix): FilterValue {
  const value = readNet(address, length);
  return value === undefined ? { kind: 'unknown' } : { kind: 'net', value };
}

const noCommunities: readonly (readonly [string, FilterValue])[] = [
  ['bgp_community', { kind: 'empty' }],
  ['bgp_ext_community', { kind: 'empty' }],
  ['bgp_large_community', { kind: 'empty' }],
];

function describeStatic({ prefix, protocol }: StaticRoute): RouteAttributes {
  return new Map<string, FilterValue>([
    ...noCommunities,
    ['net', describeNet(prefix)],
    ['source', { kind: 'word', value: 'RTS_STATIC' }],
    ['proto', { kind: 'text', value: protocol.name }],
    ['ifname', { kind: 'text', value: '' }],
    ['bgp_path', { kind: 'path', value: [] }],
  ]);
}

/** Communities that the sender added are not known here. */
function describeLearned(prefix: Prefix, session: Session, path: readonly number[]): RouteAttributes {
  return new Map<string, FilterValue>([
    ['net', describeNet(prefix)],
    ['source', { kind: 'word', value: 'RTS_BGP' }],
    ['proto', { kind: 'text', value: session.config.name }],
    ['bgp_path', { kind: 'path', value: path }],
  ]);
}

/** Whether a channel of these options passes any route of BGP on; a filter that depends on the route does not. */
export function passesEverything(statements: ConfigChannel['statements'], config: BirdConfig): boolean {
  const route = new Map<string, FilterValue>([['source', { kind: 'word', value: 'RTS_BGP' }]]);
  const verdict = judgeRoute(statements, 'export', config, route);
  return verdict?.mayAccept === true && !verdict.mayReject;
}

/** The table that a channel is of, where it is not the default one. */
export function tableOf({ statements }: ConfigChannel): string | undefined {
  return nameOf(findLastStatement(statements, 'table')?.nodes[1]);
}
