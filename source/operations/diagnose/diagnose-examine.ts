import pLimit from 'p-limit';
import { milliseconds } from '../../basics/brand.ts';
import type { Protocol } from '../../bird/index.ts';
import type { SessionCase } from '../../diagnosis/cases.ts';
import type { HostFacts } from '../../diagnosis/facts.ts';
import type { Diagnosis } from '../../diagnosis/model.ts';
import {
  explainBird,
  explainHost,
  explainInterface,
  explainSession,
  explainTunnel,
} from '../../diagnosis/rules/explain.ts';
import { isTunnelAlive } from '../../diagnosis/rules/tunnel.ts';
import { describeSession, readHoldTimer, type Suspect } from '../../diagnosis/suspects.ts';
import { readProtocol } from './diagnose-bird.ts';
import { type DiagnoseRequest, subjectOf } from './diagnose-choose.ts';
import type { DiagnoseContext } from './diagnose-context.ts';
import { watchCounters } from './diagnose-counters.ts';
import { buildSessionCase } from './diagnose-session.ts';
import { buildTunnelCase } from './diagnose-tunnel.ts';

const atOnce = 16;
/** BIRD tries again within this time, in a lab and mostly elsewhere: the kernel sends a SYN again after 1, 2 and 4 s. */
const defaultWatching = milliseconds(6_000);

/** Explains every suspect: gathers what each needs, all at once, and watches counters where that leaves doubt. */
export async function examine(
  context: DiagnoseContext,
  suspects: readonly Suspect[],
  request: DiagnoseRequest,
): Promise<Diagnosis[]> {
  const started = Date.now();
  const gate = pLimit(atOnce);
  const cases = new Map<Suspect, SessionCase>();
  const found = await Promise.all(
    suspects.map((suspect) =>
      gate(async () => {
        const facts = context.facts.get(suspect.host);
        if (facts === undefined) return [];
        if (suspect.kind === 'tunnel') return examineTunnel(context, facts, suspect, request);
        if (suspect.kind !== 'session')
          return [toDiagnosis(suspect, explainPart(facts, suspect), facts.unread)];
        const built = await gatherSession(context, facts, suspect.name, request);
        if (built) cases.set(suspect, built);
        return [];
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
    const unread = [...unreadOf(current.here.facts, current.there?.facts), ...(current.routes?.unread ?? [])];
    return [toDiagnosis(suspect, causes, unread)];
  });
  const tunnels = request.subject === undefined ? findDeadTunnels(suspects, [...cases.values()]) : [];
  return [...found.flat(), ...tunnels, ...sessions];
}

/** Both ends of a session; undefined for one that is well after all. */
async function gatherSession(
  context: DiagnoseContext,
  facts: HostFacts,
  subject: string,
  request: DiagnoseRequest,
): Promise<SessionCase | undefined> {
  const protocol = facts.bird.protocols.find(({ name }) => name === subject);
  if (protocol === undefined) return undefined;
  const built = await buildSessionCase(context, facts, protocol);
  if (request.subject !== undefined || !seemsSilent(built)) return built;
  const now = await readProtocol(context, facts, protocol);
  return now && isHeardAgain(protocol, now) ? undefined : built;
}

async function examineTunnel(
  context: DiagnoseContext,
  facts: HostFacts,
  suspect: Suspect & { readonly kind: 'tunnel' },
  request: DiagnoseRequest,
): Promise<Diagnosis[]> {
  const tunnel = await buildTunnelCase(context, facts, suspect.name, suspect.peer);
  const unread = unreadOf(tunnel.here.facts, tunnel.there?.facts);
  if (isTunnelAlive(tunnel) !== true) return [toDiagnosis(suspect, explainTunnel(tunnel), unread)];
  return request.subject === undefined ? [] : [toDiagnosis(suspect, [], unread)];
}

function seemsSilent({ here, protocol }: SessionCase): boolean {
  return /nothing heard/.test(describeSession(here.facts, protocol) ?? '');
}

/** True for a session that passed for silent only because its keepalive came late. */
function isHeardAgain(before: Protocol, now: Protocol): boolean {
  return now.state === 'up' && (readHoldTimer(now)?.left ?? 0) > (readHoldTimer(before)?.left ?? 0);
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
