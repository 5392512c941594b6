import { isLinkLocal } from '../addresses.ts';
import type { CheckAnswer } from '../finding.ts';
import { findHost, findOnLink, type Network, type Session, spotOf } from '../network.ts';

/** The session as a person names it. */
export function nameSession({ host, config }: Session): string {
  return `${host} ${config.name}`;
}

export function listSessions(network: Network): readonly Session[] {
  return network.hosts.flatMap(({ sessions }) => sessions);
}

/** Both directions of every session inside the network. */
export function* listSessionDirections(network: Network): Generator<{ from: Session; to: Session }> {
  for (const { one, other } of network.sessionPairs) {
    yield { from: one, to: other };
    yield { from: other, to: one };
  }
}

/** The AS that a session expects: `internal` stands for its own. */
export function expectedAs({ config }: Session): number | undefined {
  return config.neighborKind === 'internal' ? config.localAs?.value : config.neighborAs?.value;
}

/** Whether both ends are in one AS; undefined where that cannot be read. */
export function isInternal(session: Session): boolean | undefined {
  const { neighborKind, localAs } = session.config;
  if (neighborKind !== undefined) return neighborKind === 'internal';
  const expected = expectedAs(session);
  return expected === undefined || localAs === undefined ? undefined : expected === localAs.value;
}

/** 3. AS numbers, both ways. */
export function* checkAsNumbers(network: Network): Generator<CheckAnswer> {
  for (const { from, to } of listSessionDirections(network)) {
    const spots = [
      spotOf(from, from.config.neighborAs?.place ?? from.config.neighborAddress?.place ?? from.config.place),
      spotOf(to, to.config.localAs?.place ?? to.config.place),
    ];
    const expected = expectedAs(from);
    const actual = to.config.localAs?.value;
    if (from.config.neighborKind === 'external' && expected === undefined) continue;
    if (expected === undefined || actual === undefined) {
      yield {
        notChecked: `the AS numbers of ${nameSession(from)} and ${nameSession(to)} cannot both be read`,
        spots,
      };
      continue;
    }
    if (expected === actual) continue;
    yield {
      severity: 'error',
      message: `${nameSession(from)} expects AS${expected}, ${nameSession(to)} says AS${actual}`,
      spots,
      hint: 'make the neighbor AS here and the local AS there the same',
    };
  }
}

/** 4. Addresses, both ways; and neighbours inside the network that have no session for it. */
export function* checkSessionAddresses(network: Network): Generator<CheckAnswer> {
  for (const { from, to } of listSessionDirections(network)) {
    const { neighbor } = from;
    if (neighbor === undefined || isLinkLocal(neighbor) || neighbor === to.local) continue;
    if (
      to.local === undefined &&
      findHost(network, to.host)?.addresses.some(({ address }) => address === neighbor)
    )
      continue;
    yield {
      severity: 'error',
      message: `${nameSession(from)} talks to ${neighbor}, ${nameSession(to)} speaks from ${to.local ?? 'an address that is not configured'}`,
      spots: [
        spotOf(from, from.config.neighborAddress?.place ?? from.config.place),
        spotOf(to, to.config.localAddress?.place ?? to.config.place),
      ],
      hint: "make the neighbor's address here and the local one there the same",
    };
  }
  for (const session of network.outside) yield* checkUnanswered(network, session);
}

function* checkUnanswered(network: Network, session: Session): Generator<CheckAnswer> {
  const { neighbor, config } = session;
  if (neighbor === undefined || config.isDynamic) {
    if (neighbor === undefined && !config.isDynamic)
      yield {
        notChecked: `the neighbour of ${nameSession(session)} cannot be read`,
        spots: [spotOf(session, config.place)],
      };
    return;
  }
  if (isLinkLocal(neighbor)) return;
  const place = config.neighborAddress?.place ?? config.place;
  const owner = network.hosts.find(({ addresses }) => addresses.some(({ address }) => address === neighbor));
  if (owner !== undefined) {
    const dynamic = owner.sessions.some((one) => one.config.isDynamic);
    if (dynamic) return;
    yield {
      severity: 'error',
      message:
        owner.name === session.host
          ? `${nameSession(session)} talks to ${neighbor}, which is its own host's address`
          : `${nameSession(session)} talks to ${owner.name}, which has no session for it`,
      spots: [spotOf(session, place)],
      hint: `add the other end on ${owner.name}, or correct the neighbor's address`,
    };
    return;
  }
  const own = findOnLink(
    findHost(network, session.host)?.addresses.filter(({ isTunnel }) => isTunnel) ?? [],
    neighbor,
  );
  const pair = network.tunnelPairs.find(({ one, other }) =>
    [one, other].some(({ tunnel }) => tunnel.host === session.host && tunnel.config.name === own?.interface),
  );
  if (own === undefined || pair === undefined) return;
  const end = pair.one.tunnel.host === session.host ? pair.other.tunnel : pair.one.tunnel;
  yield {
    severity: 'error',
    message: `${nameSession(session)} talks to ${neighbor} through ${own.interface}, where ${end.host} is ${end.addresses.map(({ address }) => address).join(', ') || 'without an address'}`,
    spots: [spotOf(session, place), spotOf(end, end.config.addresses[0] ?? end.config.place)],
    hint: "make the neighbor's address the one of the other end of the tunnel",
  };
}

/** 5. Passwords, by value and never shown. */
export function* checkBgpPasswords(network: Network): Generator<CheckAnswer> {
  for (const { one, other } of network.sessionPairs) {
    const [here, there] = [one.config.password, other.config.password];
    if (here?.value === there?.value) continue;
    const without = here === undefined ? one : other;
    yield {
      severity: 'error',
      message:
        here === undefined || there === undefined
          ? `only one end of ${nameSession(one)} and ${nameSession(other)} has a password: ${nameSession(without)} has none`
          : `the passwords of ${nameSession(one)} and ${nameSession(other)} differ`,
      spots: [
        spotOf(one, here?.place ?? one.config.place),
        spotOf(other, there?.place ?? other.config.place),
      ],
      hint: 'let both ends take the same value of the vault, or none',
    };
  }
}

/** 13. A neighbour that is not on a link of ours is never spoken to unless the session is multihop. */
export function* checkOnLink(network: Network): Generator<CheckAnswer> {
  for (const session of listSessions(network)) {
    const { config, neighbor, local } = session;
    if (neighbor === undefined || config.isDynamic || config.reach.kind === 'multihop') continue;
    const spots = [spotOf(session, config.neighborAddress?.place ?? config.place)];
    if (isLinkLocal(neighbor)) {
      if (config.interface !== undefined) continue;
      yield {
        severity: 'error',
        message: `${nameSession(session)} has a link-local neighbour and names no interface`,
        spots,
        hint: `write neighbor ${neighbor}%INTERFACE`,
      };
      continue;
    }
    const host = findHost(network, session.host);
    if (host === undefined || findOnLink(host.addresses, neighbor) !== undefined) continue;
    const ownLink = host.addresses.find(({ address }) => address === local);
    if (ownLink === undefined && !host.isListed) {
      yield {
        notChecked: `whether ${neighbor} is on a link of ${host.name}: the inventory lists none of its addresses`,
        spots,
      };
      continue;
    }
    yield {
      severity: 'error',
      message: `${nameSession(session)} is direct, and ${neighbor} is on no link of ${host.name}${ownLink === undefined ? '' : ` (${ownLink.interface} has ${ownLink.address}/${ownLink.length})`}`,
      spots,
      hint: "correct the neighbor's address, or set multihop",
    };
  }
}

/** 15. Address families in common. */
export function* checkAddressFamilies(network: Network): Generator<CheckAnswer> {
  for (const session of listSessions(network)) {
    if (session.config.channels.length > 0) continue;
    yield {
      severity: 'error',
      message: `${nameSession(session)} has no channel`,
      spots: [spotOf(session, session.config.place)],
      hint: 'add ipv4 { … }; or ipv6 { … };',
    };
  }
  for (const { one, other } of network.sessionPairs) {
    const here = one.config.channels.map(({ type }) => type);
    const there = other.config.channels.map(({ type }) => type);
    if (here.length === 0 || there.length === 0 || here.some((type) => there.includes(type))) continue;
    yield {
      severity: 'error',
      message: `${nameSession(one)} has ${here.join(', ')} and ${nameSession(other)} has ${there.join(', ')}: no address family in common`,
      spots: [one, other].map((session) =>
        spotOf(session, session.config.channels[0]?.place ?? session.config.place),
      ),
      hint: 'add the channel that is missing',
    };
  }
}

/** 16. `ttl security` and `multihop` have to be alike. */
export function* checkTtlSecurity(network: Network): Generator<CheckAnswer> {
  for (const { one, other } of network.sessionPairs) {
    const names = `${nameSession(one)} and ${nameSession(other)}`;
    const [here, there] = [one.config.ttlSecurity, other.config.ttlSecurity];
    if (here.value !== there.value) {
      yield {
        severity: 'error',
        message: `of ${names} only ${nameSession(here.value ? one : other)} has ttl security`,
        spots: [spotOf(one, here.place), spotOf(other, there.place)],
        hint: 'turn it on at both ends, or at none',
      };
    }
    const [near, far] = [one.config.reach, other.config.reach];
    if (near.kind === far.kind) continue;
    yield {
      severity: 'error',
      message: `${nameSession(one)} is ${near.kind} and ${nameSession(other)} is ${far.kind}`,
      spots: [spotOf(one, near.place), spotOf(other, far.place)],
      hint: 'make both direct, or both multihop',
    };
  }
}
