import type { Milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import type { HostFacts } from '../../diagnosis/facts.ts';
import {
  describeBird,
  describeHost,
  describeInterface,
  describeSession,
  describeTunnel,
  listSuspects,
  listTunnels,
  type Suspect,
} from '../../diagnosis/suspects.ts';
import type { HostName } from '../../fleet/model.ts';
import type { FleetSession } from '../session.ts';
import { findHost } from './diagnose-context.ts';

/** What to diagnose: everything that is wrong, all of one host, or one thing there. */
export interface DiagnoseRequest {
  readonly host?: string;
  /** A session's or an interface's name, `bird` or `host`. */
  readonly subject?: string;
  /** How long the kernel's counters are watched where nothing else tells why a connection is not answered; the default is 6 s. */
  readonly watching?: Milliseconds;
}

/** A suspect as an event tells it. */
export function describeSuspect(suspect: Suspect) {
  return { host: suspect.host, subject: subjectOf(suspect), symptom: suspect.symptom };
}

/** A session's or an interface's name, `bird` or `host`. */
export function subjectOf(suspect: Suspect): string {
  return 'name' in suspect ? suspect.name : suspect.kind;
}

/** The hosts that are read in full. Throws OperatorError for one that is not in the inventory. */
export function chooseHosts(session: FleetSession, { host }: DiagnoseRequest): HostName[] {
  if (host === undefined) return session.hosts.map(({ name }) => name);
  const found = findHost(session, host);
  if (found !== undefined) return [found.name];
  throw new OperatorError({
    kind: 'usage',
    message: `there is no host ${host} in the inventory`,
    attempted: 'diagnose it',
    hint: `its hosts are ${session.fleet.hosts.map(({ name }) => name).join(', ')}`,
  });
}

/** What is to be explained on a host: what is wrong there, or the one thing that was asked about. */
export function chooseSuspects(facts: HostFacts, { subject }: DiagnoseRequest): Suspect[] {
  const { name: host } = facts;
  if (subject === undefined) return listSuspects(facts);
  if (!facts.reachable) return [{ kind: 'host', host, symptom: 'cannot be reached over SSH' }];
  if (subject === 'host') return [{ kind: 'host', host, symptom: describeHost(facts) ?? 'reachable' }];
  if (subject === 'bird')
    return [{ kind: 'bird', host, symptom: describeBird(facts) ?? `BIRD is ${facts.bird.state}` }];
  const protocol = facts.bird.protocols.find(({ name, type }) => name === subject && type === 'BGP');
  if (protocol !== undefined) {
    const symptom = describeSession(facts, protocol) ?? `Established since ${protocol.since}`;
    return [{ kind: 'session', host, name: subject, symptom }];
  }
  const tunnels = listTunnels(facts).filter(({ name }) => name === subject);
  if (tunnels.length > 0) {
    return tunnels.map(({ name, peer }) => ({
      kind: 'tunnel',
      host,
      name,
      symptom: describeTunnel(facts, name, peer) ?? 'its handshake is fresh',
      ...(peer && { peer: peer.publicKey }),
    }));
  }
  if (facts.links.some(({ name }) => name === subject))
    return [{ kind: 'interface', host, name: subject, symptom: describeInterface(facts, subject) }];
  const bird = describeBird(facts);
  if (bird !== undefined) return [{ kind: 'bird', host, symptom: bird }];
  throw unknownSubject(facts, subject);
}

function unknownSubject(facts: HostFacts, subject: string): OperatorError {
  const sessions = facts.bird.protocols.filter(({ type }) => type === 'BGP').map(({ name }) => name);
  const tunnels = listTunnels(facts).map(({ name }) => name);
  return new OperatorError({
    kind: 'usage',
    message: `${facts.name} has no session and no tunnel named ${subject}`,
    host: facts.name,
    attempted: 'diagnose it',
    hint: `it has ${[...new Set([...sessions, ...tunnels])].join(', ')}, bird and host`,
  });
}
