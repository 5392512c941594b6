import {
  type BirdConfig,
  findLastStatement,
  isWord,
  readAddress,
  readNumber,
  type Statement,
  startsWith,
} from '../../bird/config/index.ts';
import { isKeyword } from '../../bird/config/keywords.ts';
import { canonicalAddress, formatPrefix, isLinkLocal } from '../addresses.ts';
import type { CheckAnswer, Spot } from '../finding.ts';
import { birdFile, findOnLink, type Network, type NetworkHost, spotOf } from '../network.ts';
import { listStaticRoutes } from '../static-routes.ts';
import { isInternal, nameSession } from './sessions.ts';

/** A router id and the line that sets it. */
export interface RouterId {
  readonly value: string;
  readonly statement: Statement;
}

/** The router id of a configuration, an address or a number as an address. */
export function readRouterId(config: BirdConfig): RouterId | undefined {
  const statement = config.options.findLast(
    (one) => startsWith(one, 'router', 'id') && !isWord(one.nodes[2], 'from'),
  );
  if (statement === undefined) return undefined;
  const address = readAddress(statement.nodes[2], config);
  const number = readNumber(statement.nodes[2], config);
  const value =
    address ??
    (number === undefined
      ? undefined
      : [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.'));
  return value === undefined ? undefined : { value: canonicalAddress(value), statement };
}

/** 14. Router ids: set and unique. Whether one is unchanged is the forecast's to say. */
export function* checkRouterIds(network: Network): Generator<CheckAnswer> {
  const owners = new Map<string, Spot>();
  for (const host of network.hosts) {
    const { bird, name, sessions } = host;
    if (bird === undefined || sessions.length === 0) continue;
    const id = readRouterId(bird);
    if (id === undefined) {
      const chosen = bird.options.find((one) => startsWith(one, 'router', 'id'));
      const spots = [spotOf({ host: name }, chosen?.place ?? { file: birdFile, line: 1 })];
      if (chosen !== undefined) {
        yield { notChecked: `the router id of ${name} is chosen by its interfaces`, spots };
        continue;
      }
      yield {
        severity: 'warning',
        message: `${name} has no router id: BIRD takes an address of an interface, another one when that changes`,
        spots,
        hint: 'set router id to an IPv4 address of its own',
      };
      continue;
    }
    const spot = spotOf({ host: name }, id.statement.place);
    const owner = owners.get(id.value);
    owners.set(id.value, owner ?? spot);
    if (owner === undefined) continue;
    yield {
      severity: 'error',
      message: `${owner.host} and ${name} have the same router id ${id.value}`,
      spots: [owner, spot],
      hint: 'give each router an id of its own',
    };
  }
}

/** 18. Next hops of static routes, and `next hop self` where routes of others go into the AS. */
export function* checkNextHops(network: Network): Generator<CheckAnswer> {
  for (const host of network.hosts) {
    if (host.bird === undefined) continue;
    yield* checkStaticHops(host, host.bird);
    const bordering = network.outside.some(
      (session) => session.host === host.name && isInternal(session) === false,
    );
    if (!bordering) continue;
    for (const session of host.sessions) {
      if (isInternal(session) !== true) continue;
      for (const channel of session.config.channels) {
        const nextHop = findLastStatement(channel.statements, 'next', 'hop', 'self');
        const exported = findLastStatement(channel.statements, 'export');
        const isOff = isWord(nextHop?.nodes[3], 'off') || isWord(nextHop?.nodes[3], 'no');
        if ((nextHop !== undefined && !isOff) || isWord(exported?.nodes[1], 'none') || exported === undefined)
          continue;
        yield {
          severity: 'warning',
          message: `${nameSession(session)} passes routes of others into the AS (${channel.type}) without next hop self`,
          spots: [spotOf(session, nextHop?.place ?? channel.place)],
          hint: 'set next hop self, or make sure that the links to others are known inside',
        };
      }
    }
  }
}

function* checkStaticHops(host: NetworkHost, bird: BirdConfig): Generator<CheckAnswer> {
  if (!host.isListed) return;
  const routes = listStaticRoutes(bird);
  for (const { via, place, prefix, interface: device, protocol } of routes) {
    if (via === undefined || isLinkLocal(via) || device !== undefined) continue;
    if (findOnLink(host.addresses, canonicalAddress(via)) !== undefined) continue;
    yield {
      severity: 'error',
      message: `the next hop ${via} of the route to ${formatPrefix(prefix)} (${protocol.name}) is on no link of ${host.name}`,
      spots: [spotOf({ host: host.name }, place)],
      hint: 'name a next hop on one of its links, or use recursive',
    };
  }
}

/** 21. Names that BIRD would refuse. */
export function* checkProtocolNames(network: Network): Generator<CheckAnswer> {
  for (const { name: host, bird } of network.hosts) {
    const owners = new Map<string, { readonly spot: Spot; readonly what: string }>();
    for (const { name, what, place } of bird === undefined ? [] : listNames(bird)) {
      const spot = spotOf({ host }, place);
      if (isKeyword(name)) {
        yield {
          severity: 'error',
          message: `${what} of ${host} is named ${name}, which is a keyword of BIRD`,
          spots: [spot],
          hint: 'choose another name',
        };
      }
      const owner = owners.get(name);
      owners.set(name, owner ?? { spot, what });
      if (owner === undefined) continue;
      yield {
        severity: 'error',
        message: `${host} has ${owner.what} and ${what} of the same name ${name}`,
        spots: [spot, owner.spot],
        hint: 'give each a name of its own',
      };
    }
  }
}

interface Named {
  readonly name: string;
  readonly what: string;
  readonly place: { readonly file: string; readonly line: number };
}

/** Everything that shares the one table of symbols. */
function listNames(bird: BirdConfig): Named[] {
  const named = bird.protocols.filter(({ isNamed }) => isNamed);
  const of = (what: string, all: Iterable<{ name: string; place: Named['place'] }>): Named[] =>
    [...all].map(({ name, place }) => ({ name, place, what }));
  return [
    ...named.map(({ name, type, namePlace }) => ({
      name,
      what: `a protocol ${type}`,
      place: namePlace,
    })),
    ...of('a filter', bird.filters.values()),
    ...of('a function', bird.functions.values()),
    ...of('a constant', bird.constants.values()),
    ...of('a table', bird.tables),
  ];
}
