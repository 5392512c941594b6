import { findPolicy } from '../../bird/config/index.ts';
import { formatPrefix, holds, isGlobal, type Prefix } from '../addresses.ts';
import type { CheckAnswer } from '../finding.ts';
import { findHost, type Network, type NetworkHost, type Session, spotOf } from '../network.ts';
import { findChannel, passesEverything, propagate, type Reach, tableOf } from '../propagate.ts';
import { listStaticRoas, listStaticRoutes, type StaticRoa, type StaticRoute } from '../static-routes.ts';
import { isInternal, listSessions, nameSession } from './sessions.ts';

/** The longest prefixes that other networks commonly accept. */
const longest = { 4: 24, 6: 48 } as const;

interface Origin {
  readonly host: NetworkHost;
  readonly route: StaticRoute;
  readonly reach: Reach;
}

/** Prefixes of ours that end in a static route, which is how a network originates them, and how far each gets. */
function listOrigins(network: Network): Origin[] {
  return network.hosts.flatMap((host) => {
    const { bird } = host;
    if (bird === undefined || host.sessions.length === 0) return [];
    const routes = listStaticRoutes(bird).filter(
      ({ kind, prefix, protocol }) =>
        kind === 'discard' &&
        isAnnounceable(prefix) &&
        protocol.channels.every((one) => tableOf(one) === undefined),
    );
    return routes.map((route) => ({ host, route, reach: propagate(network, host, route) }));
  });
}

function isAnnounceable({ address, length, family }: Prefix): boolean {
  return length > 0 && length <= longest[family] && isGlobal(address);
}

/** 8. A prefix that is originated reaches somebody, from one host at least. */
export function* checkOrigins(network: Network): Generator<CheckAnswer> {
  const origins = listOrigins(network);
  for (const prefix of new Set(origins.map(({ route }) => formatPrefix(route.prefix)))) {
    const same = origins.filter(({ route }) => formatPrefix(route.prefix) === prefix);
    if (same.some(({ reach }) => reach.outside.length > 0)) continue;
    const hosts = same.map(({ host }) => host.name).join(' and ');
    const isInside = same.some(({ reach }) => reach.inside.length > 0);
    if (isInside && !network.outside.some((session) => carries(session, same[0]?.route.prefix))) continue;
    yield {
      severity: isInside ? 'warning' : 'error',
      message: isInside
        ? `${prefix}, originated on ${hosts}, passes no export filter to others`
        : `${prefix}, originated on ${hosts}, passes no export filter`,
      spots: [
        ...same.map(({ host, route }) => spotOf({ host: host.name }, route.place)),
        ...same.flatMap(({ reach }) => reach.rejectedAt.slice(0, 2)),
      ],
      hint: 'let an export filter accept it, or take the route away',
    };
  }
}

function carries(session: Session, prefix: Prefix | undefined): boolean {
  return prefix !== undefined && isInternal(session) === false && findChannel(session, prefix) !== undefined;
}

/** Roles of ours that give everything: others pay for it, or it is what a route server is for. */
const givesAll: ReadonlySet<string> = new Set(['provider', 'rs_server']);

/** 9. What others are given is chosen. */
export function* checkExportsToOthers(network: Network): Generator<CheckAnswer> {
  for (const session of listSessions(network)) {
    if (isInternal(session) !== false) continue;
    for (const channel of session.config.channels) {
      const policies = (['import', 'export'] as const).filter(
        (direction) => findPolicy(channel.statements, direction) === undefined,
      );
      if (policies.length > 0) {
        yield {
          severity: 'error',
          message: `${nameSession(session)} says nothing of what it ${policies.join('s or ')}s (${channel.type}); BIRD refuses that between networks`,
          spots: [spotOf(session, channel.place)],
          hint: `add ${policies.map((direction) => `${direction} filter …;`).join(' and ')}`,
        };
      }
    }
  }
  for (const session of network.outside) {
    const { role, isServerOf } = session.config;
    if (isInternal(session) !== false || isServerOf === 'rs' || givesAll.has(role?.value ?? '')) continue;
    for (const channel of session.config.channels) {
      if (!passesEverything(channel.statements, session.bird)) continue;
      yield {
        severity: 'error',
        message: `${nameSession(session)} gives everything it knows to AS${session.config.neighborAs?.value ?? ' of others'} (${channel.type})`,
        spots: [spotOf(session, findPolicy(channel.statements, 'export')?.place ?? channel.place)],
        hint: 'export what is yours only: a filter that accepts your prefixes and rejects the rest',
      };
    }
  }
}

/** 10. ROAs that the configuration itself holds; those of the world are asked for live. */
export function* checkRoas(network: Network): Generator<CheckAnswer> {
  const roas = network.hosts.flatMap(({ bird, name }) =>
    bird === undefined
      ? []
      : listStaticRoas(bird).map((roa) => ({ ...roa, spot: spotOf({ host: name }, roa.place) })),
  );
  if (roas.length === 0) {
    yield { notChecked: 'the repository holds no ROAs', spots: [] };
    return;
  }
  for (const { host, route, reach } of listOrigins(network)) {
    for (const asn of new Set(reach.outside.flatMap((session) => originOf(network, host, session) ?? []))) {
      const covering = roas.filter((roa) => holds(roa.prefix, route.prefix));
      if (covering.length === 0 || covering.some((roa) => isValid(roa, route.prefix, asn))) continue;
      yield {
        severity: 'error',
        message: `no ROA lets AS${asn} originate ${formatPrefix(route.prefix)}: those that cover it are for ${covering.map(describeRoa).join(', ')}`,
        spots: [spotOf({ host: host.name }, route.place), ...covering.slice(0, 2).map(({ spot }) => spot)],
        hint: 'create the ROA before you announce, or announce what it covers',
      };
    }
  }
}

/** Private AS numbers are taken off on the way out, so that the last public one is what others see. */
function originOf(network: Network, origin: NetworkHost, session: Session): number | undefined {
  const own = findHost(network, origin.name)?.sessions[0]?.config.localAs?.value;
  const isPrivate = own !== undefined && ((own >= 64_512 && own <= 65_534) || own >= 4_200_000_000);
  return isPrivate || own === undefined ? session.config.localAs?.value : own;
}

function isValid(roa: StaticRoa, prefix: Prefix, asn: number): boolean {
  return roa.asn === asn && prefix.length <= roa.maxLength;
}

function describeRoa({ asn, prefix, maxLength }: StaticRoa): string {
  return `AS${asn} ${formatPrefix(prefix)} up to /${maxLength}`;
}
