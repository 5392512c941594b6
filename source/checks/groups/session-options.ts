import { type ConfigProtocol, isGroup, isWord } from '../../bird/config/index.ts';
import type { CheckAnswer } from '../finding.ts';
import { findHost, findOnLink, type Network, type Session, spotOf } from '../network.ts';
import { listSessions, nameSession } from './sessions.ts';

/** 22. BFD at both ends, and a BFD protocol that takes the interface. */
export function* checkBfd(network: Network): Generator<CheckAnswer> {
  for (const { one, other } of network.sessionPairs) {
    const [here, there] = [one.config.bfd, other.config.bfd];
    if (here.value === there.value) continue;
    yield {
      severity: 'warning',
      message: `of ${nameSession(one)} and ${nameSession(other)} only ${nameSession(here.value ? one : other)} has BFD`,
      spots: [spotOf(one, here.place), spotOf(other, there.place)],
      hint: 'turn it on at both ends, or at none',
    };
  }
  for (const session of listSessions(network)) {
    if (!session.config.bfd.value) continue;
    const protocols = session.bird.protocols.filter(({ type }) => type === 'bfd');
    const link = findLink(network, session);
    if (protocols.some((protocol) => takesInterface(protocol, session, link))) continue;
    yield {
      severity: 'warning',
      message:
        protocols.length === 0
          ? `${nameSession(session)} has BFD, and ${session.host} has no protocol bfd`
          : `${nameSession(session)} has BFD, and no protocol bfd of ${session.host} takes ${link ?? 'multihop'}`,
      spots: [
        spotOf(session, session.config.bfd.place),
        ...protocols.map(({ place }) => spotOf(session, place)),
      ],
      hint: 'add the interface to protocol bfd { interface … }',
    };
  }
}

function findLink(network: Network, { host, neighbor, config }: Session): string | undefined {
  if (config.interface !== undefined) return config.interface;
  return findOnLink(findHost(network, host)?.addresses ?? [], neighbor ?? '')?.interface;
}

/** Without an `interface` block a BFD protocol takes all; `multihop` sessions need no interface. */
function takesInterface(
  { statements }: ConfigProtocol,
  { config }: Session,
  link: string | undefined,
): boolean {
  const blocks = statements.filter(({ nodes }) => isWord(nodes[0], 'interface'));
  if (blocks.length === 0 || config.reach.kind === 'multihop' || link === undefined) return true;
  return blocks.some(({ nodes }) => {
    let taken = false;
    for (const [index, node] of nodes.entries()) {
      if (isGroup(node) || node.kind !== 'string' || !matchesInterface(node.text, link)) continue;
      const before = nodes[index - 1];
      taken = !(before?.kind === 'sign' && before.text === '-');
      break;
    }
    return taken || nodes.every((node) => node.kind !== 'string');
  });
}

function matchesInterface(pattern: string, name: string): boolean {
  const source = [...pattern]
    .map((one) => (one === '*' ? '.*' : one === '?' ? '.' : one.replace(/[\\^$.|+(){}[\]]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`).test(name);
}

/** The role of the other end that fits (RFC 9234). */
const complements: Readonly<Record<string, string>> = {
  provider: 'customer',
  customer: 'provider',
  rs_server: 'rs_client',
  rs_client: 'rs_server',
  peer: 'peer',
};

/** 27. Roles and graceful restart. */
export function* checkRoles(network: Network): Generator<CheckAnswer> {
  for (const { one, other } of network.sessionPairs) {
    const [here, there] = [one.config.role, other.config.role];
    if (here !== undefined && there !== undefined && complements[here.value] !== there.value) {
      yield {
        severity: 'error',
        message: `${nameSession(one)} is ${here.value} and ${nameSession(other)} is ${there.value}: the roles do not fit`,
        spots: [spotOf(one, here.place), spotOf(other, there.place)],
        hint: `to ${here.value} belongs ${complements[here.value] ?? 'another role'}`,
      };
    }
    const [near, far] = [one.config.gracefulRestart, other.config.gracefulRestart];
    const isLost =
      (near.value === 'on' && far.value === 'off') || (near.value === 'off' && far.value === 'on');
    if (!isLost) continue;
    yield {
      severity: 'warning',
      message: `of ${nameSession(one)} and ${nameSession(other)} one does graceful restart and the other turned it off`,
      spots: [spotOf(one, near.place), spotOf(other, far.place)],
      hint: 'turn it on at both ends, or leave one at its default',
    };
  }
}
