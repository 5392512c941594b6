import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type Milliseconds, milliseconds } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';
import type { Protocol } from '../bird/index.ts';
import type { SessionCase } from '../diagnosis/cases.ts';
import type { HostFacts } from '../diagnosis/facts.ts';
import type { Diagnosis } from '../diagnosis/model.ts';
import { growth, parseCounters } from '../diagnosis/parse/counters.ts';
import { counterProbe } from '../diagnosis/probes.ts';
import {
  explainBird,
  explainHost,
  explainInterface,
  explainSession,
  explainTunnel,
} from '../diagnosis/rules/explain.ts';
import { isTunnelAlive } from '../diagnosis/rules/tunnel.ts';
import {
  describeBird,
  describeHost,
  describeInterface,
  describeSession,
  describeTunnel,
  listSuspects,
  listTunnels,
  readHoldTimer,
  type Suspect,
} from '../diagnosis/suspects.ts';
import type { HostName } from '../fleet/model.ts';
import { readProtocol } from './diagnose-bird.ts';
import { type DiagnoseContext, findHost } from './diagnose-context.ts';
import { readHost } from './diagnose-host.ts';
import { AddressBook, learnAddresses, readAddresses } from './diagnose-peers.ts';
import { runProbes } from './diagnose-probes.ts';
import { createCleaner } from './diagnose-redact.ts';
import { buildSessionCase } from './diagnose-session.ts';
import { buildTunnelCase } from './diagnose-tunnel.ts';
import type { Operation } from './operation.ts';
import type { FleetSession } from './session.ts';

/** What to diagnose: everything that is wrong, all of one host, or one thing there. */
export interface DiagnoseRequest {
  readonly host?: string;
  /** A session's or an interface's name, `bird` or `host`. */
  readonly subject?: string;
  /** How long the kernel's counters are watched where nothing else tells why a connection is not answered; the default is 6 s. */
  readonly watching?: Milliseconds;
}

export type DiagnoseEvent =
  | {
      readonly type: 'diagnose-host';
      readonly host: string;
      readonly state: 'reading' | 'read' | 'unreachable';
    }
  | {
      readonly type: 'diagnose-suspect';
      readonly host: string;
      readonly subject: string;
      readonly symptom: string;
    }
  | { readonly type: 'diagnosis'; readonly diagnosis: Diagnosis };

export interface DiagnoseResult {
  readonly diagnoses: readonly Diagnosis[];
}

const atOnce = 16;
/** Beyond so many, a host's sessions have one cause, and the first tell it. */
const mostSuspects = 40;
/** BIRD tries again within this time, in a lab and mostly elsewhere: the kernel sends a SYN again after 1, 2 and 4 s. */
const defaultWatching = milliseconds(6_000);
const watchInterval = 600;
const certain = 0.9;

const silentCounters = ['TCPMD5NotFound', 'TCPMD5Unexpected', 'TCPMD5Failure', 'TCPMinTTLDrop'];

/** Finds out what is wrong and why. Reads only; every command on a host has a limit. */
export async function* diagnose(
  session: FleetSession,
  request: DiagnoseRequest,
  signal?: AbortSignal,
): Operation<DiagnoseEvent, DiagnoseResult> {
  const chosen = chooseHosts(session, request);
  // Every command listens for the end of the whole.
  if (signal) setMaxListeners(0, signal);
  const context = createContext(session, signal);
  for (const name of chosen) yield { type: 'diagnose-host', host: name, state: 'reading' };
  await Promise.all([...chosen.map((name) => context.read(name)), learnOthers(context, chosen)]);
  const suspects: Suspect[] = [];
  for (const name of chosen) {
    const facts = context.facts.get(name);
    if (facts === undefined) continue;
    yield { type: 'diagnose-host', host: name, state: facts.reachable ? 'read' : 'unreachable' };
    suspects.push(...chooseSuspects(facts, request));
  }
  for (const suspect of suspects) yield { type: 'diagnose-suspect', ...describeSuspect(suspect) };
  const found = await examine(context, suspects, request);
  const clean = createCleaner(session.fleet.secretValues);
  const diagnoses = found.map(clean);
  for (const diagnosis of diagnoses) yield { type: 'diagnosis', diagnosis };
  return { diagnoses };
}

function describeSuspect(suspect: Suspect) {
  return { host: suspect.host, subject: subjectOf(suspect), symptom: suspect.symptom };
}

function subjectOf(suspect: Suspect): string {
  return 'name' in suspect ? suspect.name : suspect.kind;
}

function chooseHosts(session: FleetSession, { host }: DiagnoseRequest): HostName[] {
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

function createContext(session: FleetSession, signal: AbortSignal | undefined): DiagnoseContext {
  const facts = new Map<string, HostFacts>();
  const reading = new Map<string, Promise<HostFacts>>();
  const book = new AddressBook();
  const gate = pLimit(atOnce);
  // One for the whole diagnosis: digests of the same key are alike on every host, and on no other day.
  const word = randomBytes(16).toString('hex');
  const connect: DiagnoseContext['connect'] = (name) => {
    const host = findHost(session, name);
    return host && session.remote.connect(host.name);
  };
  const read: DiagnoseContext['read'] = async (name) => {
    const host = findHost(session, name);
    if (host === undefined) return undefined;
    const started =
      reading.get(name) ??
      gate(async () => {
        const found = await readHost(session.remote.connect(host.name), word, signal);
        facts.set(name, found);
        learnAddresses(book, host, found, []);
        return found;
      });
    reading.set(name, started);
    return started;
  };
  return { session, book, facts, read, connect, signal };
}

/** Asks the hosts that are not diagnosed for their addresses: one of them may be the other end. */
async function learnOthers(context: DiagnoseContext, chosen: readonly string[]): Promise<void> {
  const gate = pLimit(atOnce);
  const others = context.session.fleet.hosts.filter(({ name }) => !chosen.includes(name));
  await Promise.all(
    others.map((host) =>
      gate(async () => {
        const read = await readAddresses(context.session.remote, host, context.signal);
        learnAddresses(context.book, host, undefined, read);
      }),
    ),
  );
}

/** What is to be explained on a host: what is wrong there, or the one thing that was asked about. */
function chooseSuspects(facts: HostFacts, { subject }: DiagnoseRequest): Suspect[] {
  const { name: host } = facts;
  if (subject === undefined) return listSuspects(facts).slice(0, mostSuspects);
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

/** Explains every suspect: gathers what each needs, all at once, and watches counters where that leaves doubt. */
async function examine(
  context: DiagnoseContext,
  suspects: readonly Suspect[],
  request: DiagnoseRequest,
): Promise<Diagnosis[]> {
  const started = Date.now();
  const gate = pLimit(atOnce);
  const cases = new Map<Suspect, SessionCase>();
  const found = await Promise.all(
    suspects.map((suspect) =>
      gate(async (): Promise<Diagnosis[]> => {
        const facts = context.facts.get(suspect.host);
        if (facts === undefined) return [];
        if (suspect.kind === 'session') {
          const protocol = facts.bird.protocols.find(({ name }) => name === suspect.name);
          if (protocol === undefined) return [];
          const built = await buildSessionCase(context, facts, protocol);
          if (
            request.subject === undefined &&
            isHeardAgain(built, await readProtocol(context, facts, protocol))
          )
            return [];
          cases.set(suspect, built);
          return [];
        }
        if (suspect.kind !== 'tunnel')
          return [toDiagnosis(suspect, explainPart(facts, suspect), facts.unread)];
        const tunnel = await buildTunnelCase(context, facts, suspect.name, suspect.peer);
        if (isTunnelAlive(tunnel) === true) return [toDiagnosis(suspect, [], [])];
        return [
          toDiagnosis(suspect, explainTunnel(tunnel), unreadOf(tunnel.here.facts, tunnel.there?.facts)),
        ];
      }),
    ),
  );
  await watchCounters(context, [...cases.values()], started, request.watching ?? defaultWatching);
  const sessions = suspects.flatMap((suspect) => {
    const built = cases.get(suspect);
    if (built === undefined) return [];
    const current = refresh(context, built);
    const isWrong = describeSession(current.here.facts, current.protocol) !== undefined;
    const causes = explainSession(current, isWrong);
    return [toDiagnosis(suspect, causes, unreadOf(current.here.facts, current.there?.facts))];
  });
  return [...found.flat(), ...findDeadTunnels(suspects, [...cases.values()]), ...sessions];
}

/** True for a session that passed for silent only because its keepalive came late. */
function isHeardAgain({ here, protocol }: SessionCase, now: Protocol | undefined): boolean {
  if (now === undefined || !/nothing heard/.test(describeSession(here.facts, protocol) ?? '')) return false;
  return now.state === 'up' && (readHoldTimer(now)?.left ?? 0) > (readHoldTimer(protocol)?.left ?? 0);
}

function explainPart(facts: HostFacts, suspect: Suspect & { readonly kind: 'bird' | 'host' | 'interface' }) {
  if (suspect.kind === 'interface') return explainInterface(facts, suspect.name);
  return suspect.kind === 'bird' ? explainBird(facts) : explainHost(facts);
}

function toDiagnosis(suspect: Suspect, causes: Diagnosis['causes'], unread: Diagnosis['unread']): Diagnosis {
  return { host: suspect.host, subject: subjectOf(suspect), symptom: suspect.symptom, causes, unread };
}

function unreadOf(...ends: readonly (HostFacts | undefined)[]): Diagnosis['unread'] {
  return ends.flatMap((facts) => facts?.unread ?? []);
}

/** Tunnels that pass for fresh and carry nothing: a session through them showed it. */
function findDeadTunnels(suspects: readonly Suspect[], cases: readonly SessionCase[]): Diagnosis[] {
  const known = new Set(suspects.map((suspect) => `${suspect.host} ${subjectOf(suspect)}`));
  return cases.flatMap(({ tunnel }) => {
    if (tunnel === undefined || isTunnelAlive(tunnel) !== false) return [];
    const { facts, interface: subject } = tunnel.here;
    const key = `${facts.name} ${subject}`;
    if (known.has(key)) return [];
    known.add(key);
    const causes = explainTunnel(tunnel);
    const unread = unreadOf(facts, tunnel.there?.facts);
    return [{ host: facts.name, subject, symptom: 'nothing comes through it', causes, unread }];
  });
}

/** The case with the hosts' facts as they are now known, counters included. */
function refresh(context: DiagnoseContext, built: SessionCase): SessionCase {
  const facts = (known: HostFacts) => context.facts.get(known.name) ?? known;
  const { here, there } = built;
  return {
    ...built,
    here: { ...here, facts: facts(here.facts) },
    ...(there && { there: { ...there, facts: facts(there.facts) } }),
  };
}

/** Samples the kernel's counters until each host's have told, or BIRD has had time to try again. */
async function watchCounters(
  context: DiagnoseContext,
  cases: readonly SessionCase[],
  started: number,
  watching: Milliseconds,
): Promise<void> {
  const doubtful = cases.filter(isUnsure);
  const waiting = new Set(
    doubtful.flatMap(({ here, there }) => [
      here.facts.name,
      ...(there?.facts.reachable ? [there.facts.name] : []),
    ]),
  );
  while (waiting.size > 0) {
    await Promise.all(
      [...waiting].map(async (name) => (await sample(context, name, started)) && waiting.delete(name)),
    );
    if (Date.now() - started > watching) return;
    await pause(watchInterval, undefined, context.signal ? { signal: context.signal } : {});
  }
}

function isUnsure(each: SessionCase): boolean {
  return (explainSession(each, true)[0]?.confidence ?? 0) < certain;
}

/** Takes a second look at a host's counters; true where one of those that matter has moved. */
async function sample(context: DiagnoseContext, name: string, started: number): Promise<boolean> {
  const connection = context.connect(name);
  const facts = context.facts.get(name);
  const first = facts?.observations.get(counterProbe.key);
  if (connection === undefined || facts === undefined || first === undefined) return true;
  const { observations } = await runProbes(
    connection,
    [counterProbe],
    context.signal ? { signal: context.signal } : {},
  );
  const latest = observations.get(counterProbe.key);
  if (latest === undefined) return true;
  const before = parseCounters(first.output);
  const after = parseCounters(latest.output);
  const seconds = Math.round((Date.now() - started) / 100) / 10;
  context.facts.set(name, { ...facts, counters: { before, after, seconds } });
  return silentCounters.some((counter) => growth(before, after, counter) > 0);
}
