import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../basics/brand.ts';
import { OperatorError, type Problem, toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type HostLayout, realLayout } from '../../delivery/layout.ts';
import { breakLockScript, type HostLock, parseLock, readLockScript } from '../../delivery/lock-script.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { FleetSession } from '../session.ts';
import { listFleetClaims } from './fleet-lock.ts';
import { askToEnd, breakPatience, dropClaim, type FoundClaim } from './lock-folder.ts';
import { changeAuthor } from './sync-author.ts';

/** Who holds a host, or why that could not be read. */
export interface HostLocked {
  readonly host: HostName;
  readonly lock?: HostLock;
  readonly problem?: Problem;
}

/** Every lock there is on a fleet: on this machine, and on the session's hosts. */
export interface FleetLocks {
  readonly claims: readonly FoundClaim[];
  readonly hosts: readonly HostLocked[];
}

interface LockOptions {
  readonly layout?: HostLayout;
  readonly signal?: AbortSignal | undefined;
  readonly folder?: string;
}

/** Reads who holds the fleet and each of the session's hosts. */
export async function readLocks(session: FleetSession, options: LockOptions = {}): Promise<FleetLocks> {
  const hosts = await Promise.all(
    session.hosts.map(async ({ name }): Promise<HostLocked> => {
      try {
        const lock = await readHostLock(session.remote.connect(name), options);
        return lock === undefined ? { host: name } : { host: name, lock };
      } catch (error) {
        return { host: name, problem: toProblem(error, { host: name }) };
      }
    }),
  );
  return { claims: await listFleetClaims(session, options.folder), hosts };
}

/** Who holds a host; undefined where nobody does. Throws OperatorError. */
export async function readHostLock(
  connection: HostConnection,
  options: LockOptions = {},
): Promise<HostLock | undefined> {
  const script = readLockScript(options.layout ?? realLayout);
  return parseLock(await run(connection, script, 'read who holds the host', 30, options.signal));
}

/** Seconds for a change on a host to go back, and for its lock to be gone. */
const hostPatience = 90;

/**
 * Ends the change that holds a host: it goes back, or ends before it began. What a dead one left is taken away.
 * Throws OperatorError where it does not end in time.
 */
export async function breakHostLock(
  connection: HostConnection,
  { release, who }: HostLock,
  options: LockOptions = {},
): Promise<void> {
  const by = changeAuthor('').who;
  const script = breakLockScript(release, by, hostPatience, options.layout ?? realLayout);
  const label = `end the change of ${who}`;
  const answer = await run(connection, script, label, hostPatience + 20, options.signal);
  if (answer.trim().endsWith('gone')) return;
  throw new OperatorError({
    kind: 'locked',
    message: `the change of ${sanitizeLine(who)} on ${connection.host} has not ended within ${hostPatience} s`,
    host: connection.host,
    hint: 'it ends by itself when its time is over; look at the host: /var/lib/peerdeck/releases has its log',
  });
}

/**
 * Asks whoever holds the fleet on this machine to end in order, and waits for it; one that does not answer counts for
 * nothing after a while. A dead one's claim is taken away.
 */
export async function breakClaim(
  { path, state }: FoundClaim,
  session: FleetSession,
  options: LockOptions = {},
): Promise<'ended' | 'overruled'> {
  if (state === 'dead') {
    await dropClaim(path);
    return 'ended';
  }
  await askToEnd(path, changeAuthor('').who);
  for (const until = Date.now() + breakPatience + 1000; Date.now() < until; await pause(200)) {
    options.signal?.throwIfAborted();
    const found = (await listFleetClaims(session, options.folder)).find((claim) => claim.path === path);
    if (found === undefined) return 'ended';
  }
  await dropClaim(path);
  return 'overruled';
}

async function run(
  connection: HostConnection,
  script: string,
  label: string,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const answer = await connection.exec(script, {
    asRoot: true,
    label,
    timeout: milliseconds(seconds * 1000),
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.exitCode === 0) return answer.stdout;
  throw new OperatorError({
    kind: 'lock-unread',
    message: `the lock of ${connection.host} could not be read or broken`,
    host: connection.host,
    attempted: label,
    answer: sanitizeLine(answer.stderr.trim() || `exit code ${answer.exitCode}`),
  });
}
