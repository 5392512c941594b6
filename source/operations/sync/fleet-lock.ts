import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError, type Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { digestHosts, type FleetClaim, overlaps } from '../../fleet/locks.ts';
import { createRedactor } from '../../secrets/redaction.ts';
import { readStartTime } from '../../terraform/process-identity.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import {
  dropClaim,
  type FoundClaim,
  heartbeat,
  listClaims,
  openClaimFolder,
  putClaim,
  readBreaker,
  touchClaim,
} from './lock-folder.ts';
import { formatAge } from './sync-age.ts';
import { changeAuthor } from './sync-author.ts';

/** What is done under the lock. */
export interface LockedWork {
  /** Such as `sync`. */
  readonly verb: string;
  readonly why?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where claims lie; for tests. */
  readonly folder?: string;
}

/** The lock was broken by somebody, or could not be kept: told as an event, before the work ends. */
export interface LockProblem {
  readonly type: 'problem';
  readonly problem: Problem;
}

/**
 * Does something that changes the fleet while nobody else on this machine does, whichever copy of the repository they
 * work with; on other machines the hosts' own locks keep changes apart. A claim of a process that died counts for
 * nothing. Where somebody breaks the lock, the work's signal is aborted, so that it ends in order. Throws
 * OperatorError of kind `locked` that says who holds it.
 */
export async function* withFleetLock<Event extends { readonly type: string }, Result>(
  session: FleetSession,
  work: LockedWork,
  run: (signal: AbortSignal) => Operation<Event, Result>,
): Operation<Event | LockProblem, Result> {
  const folder = work.folder ?? (await openClaimFolder(session.stateFolder));
  const path = await takeClaim(session, work, folder);
  const broken = new AbortController();
  const problems: Problem[] = [];
  const timer = setInterval(() => {
    void keepAlive(path).then((problem) => {
      if (problem === undefined || broken.signal.aborted) return;
      problems.push(problem);
      broken.abort(new OperatorError(problem));
    });
  }, heartbeat.interval / 5);
  timer.unref();
  const signals = [broken.signal, ...(work.signal === undefined ? [] : [work.signal])];
  const signal = AbortSignal.any(signals);
  // Every host under way listens to it: that is no leak.
  setMaxListeners(0, signal);
  try {
    const result = yield* run(signal);
    for (const problem of problems) yield { type: 'problem', problem };
    return result;
  } finally {
    clearInterval(timer);
    await dropClaim(path);
  }
}

/** Refuses early what the lock would refuse later. Throws OperatorError of kind `locked`. */
export async function refuseWhenLocked(session: FleetSession, folder?: string): Promise<void> {
  const [other] = await listForeignClaims(session, folder ?? (await openClaimFolder(session.stateFolder)));
  if (other) throw new OperatorError(describeLocked(other));
}

/** The claims on hosts of this fleet. */
export async function listFleetClaims(
  session: FleetSession,
  folder?: string,
): Promise<readonly FoundClaim[]> {
  const own = digestHosts(session.fleet);
  const claims = await listClaims(folder ?? (await openClaimFolder(session.stateFolder)));
  return claims.filter(({ claim }) => overlaps(claim.hosts, own));
}

async function listForeignClaims(
  session: FleetSession,
  folder: string,
  path?: string,
): Promise<readonly FoundClaim[]> {
  const found = await listFleetClaims(session, folder);
  return found.filter((other) => other.path !== path && other.state !== 'dead');
}

async function takeClaim(session: FleetSession, work: LockedWork, folder: string): Promise<string> {
  const claim = await describeClaim(session, work);
  for (let tries = 0; ; tries += 1) {
    const path = await putClaim(folder, claim);
    const [other] = await listForeignClaims(session, folder, path);
    if (other === undefined) {
      await dropDead(session, folder, path);
      return path;
    }
    await dropClaim(path);
    // Two that begin at the same moment see each other: both step back, and try again a little later.
    if (tries >= 2 || other.claim.since < claim.since) throw new OperatorError(describeLocked(other));
    await pause(50 + Math.random() * 400);
  }
}

async function dropDead(session: FleetSession, folder: string, own: string): Promise<void> {
  for (const { path, state } of await listFleetClaims(session, folder))
    if (state === 'dead' && path !== own) await dropClaim(path);
}

async function describeClaim(session: FleetSession, { verb, why }: LockedWork): Promise<FleetClaim> {
  const author = changeAuthor(createRedactor(session.fleet.secretValues)(why ?? verb));
  const started = await readStartTime(process.pid);
  return {
    ...author,
    machine: hostname(),
    pid: process.pid,
    ...(started === undefined ? {} : { started }),
    verb,
    fleet: session.fleet.name.slice(0, 200),
    hosts: [...digestHosts(session.fleet)],
  };
}

/** Keeps the claim alive; the problem where it is ours no more. */
async function keepAlive(path: string): Promise<Problem | undefined> {
  const breaker = await readBreaker(path);
  if (breaker === undefined && (await touchClaim(path))) return undefined;
  return {
    kind: 'lock-broken',
    message: `the lock was broken by ${breaker === undefined ? 'somebody' : sanitizeLine(breaker)}: what is not confirmed goes back`,
    hint: 'talk to each other; then sync again',
  };
}

/** Who holds the fleet, and what can be done about it. */
export function describeLocked({ claim, state, breaker, heard }: FoundClaim): Problem {
  const { who, verb, since, why, pid, machine } = claim;
  const silent = `not heard of since ${formatAge(new Date(heard).toISOString())}`;
  return {
    kind: 'locked',
    message: sanitizeLine(
      `${who} holds the fleet for a ${verb}, since ${formatAge(since)}${state === 'silent' ? `; ${silent}` : ''}`,
    ),
    answer: sanitizeLine(`why: ${why} (process ${pid} on ${machine})`),
    hint:
      state === 'breaking'
        ? `${sanitizeLine(breaker ?? 'somebody')} has asked it to end: wait for that`
        : 'wait for its end; peerdeck lock show tells more, peerdeck lock break ends it',
  };
}
