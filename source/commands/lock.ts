import type { Command } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { HostLock } from '../delivery/lock-script.ts';
import type { FleetSession } from '../operations/session.ts';
import { listFleetClaims } from '../operations/sync/fleet-lock.ts';
import { findHoldTarget } from '../operations/sync/hold-change.ts';
import {
  breakClaim,
  breakHostLock,
  type FleetLocks,
  readHostLock,
  readLocks,
} from '../operations/sync/lock.ts';
import type { FoundClaim } from '../operations/sync/lock-folder.ts';
import { formatAge } from '../operations/sync/sync-age.ts';
import { requireTypedName } from './consent.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  refuseWhenReadOnly,
  reportProblem,
  runInSession,
} from './run.ts';

/** `peerdeck lock show|break`: who changes the fleet and its hosts right now, and the way to end that. */
export function addLockCommand(program: Command): void {
  const lock = program.command('lock').description('show who is changing the fleet or a host, or end it');
  lock
    .command('show')
    .description('who holds the fleet on this machine, and who holds each host: since when, and why')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, context) => tellLocks(session, context));
    });
  lock
    .command('break')
    .description('end the change that holds the fleet, or a host: what it did not confirm goes back')
    .argument('[host]', 'the host; without one the lock of the fleet on this machine')
    .action(async (host: string | undefined, _options: unknown, command: Command) => {
      await runInSession(command, async (session, context) => {
        refuseWhenReadOnly(context.flags, 'breaking a lock');
        return host === undefined ? breakFleet(session, context) : breakHost(session, host, context);
      });
    });
}

async function tellLocks(session: FleetSession, { flags, signal }: CommandContext): Promise<ExitCode> {
  const locks = await readLocks(session, { signal });
  const unread = locks.hosts.filter(({ problem }) => problem !== undefined);
  for (const { problem } of unread) if (problem) reportProblem(problem, flags);
  if (flags.json) printJson({ type: 'result', ...tellJson(locks) });
  else printLine(describeLocks(session.fleet.name, locks));
  if (unread.length === 0) return exitCodes.done;
  return unread.length === locks.hosts.length ? exitCodes.failed : exitCodes.partly;
}

function tellJson({ claims, hosts }: FleetLocks): object {
  return {
    fleet: claims.map(({ claim: { hosts: _digests, ...claim }, state, heard, breaker }) => ({
      ...claim,
      state,
      heard: new Date(heard).toISOString(),
      ...(breaker === undefined ? {} : { breaker }),
    })),
    hosts: hosts.map(({ host, lock, problem }) => ({
      host,
      ...(lock === undefined ? {} : { lock }),
      ...(problem === undefined ? {} : { problem }),
    })),
  };
}

/** The locks as a person reads them; what holds nothing is not told. */
export function describeLocks(fleet: string, { claims, hosts }: FleetLocks): string {
  const lines = [
    ...claims.map((claim) => `${sanitizeLine(fleet)}: ${describeClaim(claim)}`),
    ...hosts.flatMap(({ host, lock }) => (lock === undefined ? [] : [`${host}: ${describeLock(lock)}`])),
  ];
  if (lines.length > 0) return lines.join('\n');
  const unread = hosts.filter(({ problem }) => problem !== undefined).length;
  return unread === 0 ? 'Nobody holds the fleet or a host.' : 'Nobody is known to hold the fleet or a host.';
}

const claimStates = {
  held: '',
  silent: ' not heard of any more:',
  dead: ' dead, and counts for nothing:',
  breaking: ' asked to end:',
} as const;

function describeClaim({ claim, state, heard }: FoundClaim): string {
  const { who, verb, since, why, pid, machine } = claim;
  const last = state === 'silent' ? `; last heard of ${formatAge(new Date(heard).toISOString())}` : '';
  return sanitizeLine(
    `${claimStates[state].trim()} ${verb} by ${who}, since ${formatAge(since)}: ${why} (process ${pid} on ${machine}${last})`.trim(),
  );
}

function describeLock({ release, who, since, why, running, begun }: HostLock): string {
  const state = running ? (begun ? '' : 'not begun yet: ') : 'dead, the next change takes it over: ';
  return sanitizeLine(`${state}change by ${who}, since ${formatAge(since)}: ${why} (release ${release})`);
}

async function breakFleet(session: FleetSession, { flags, signal }: CommandContext): Promise<ExitCode> {
  const claims = await listFleetClaims(session);
  if (claims.length === 0) throw notLocked(session.fleet.name, 'on this machine');
  if (!flags.json) for (const claim of claims) printLine(describeClaim(claim));
  await requireTypedName(session.fleet.name, 'What is not confirmed goes back.', flags);
  const ends: string[] = [];
  for (const claim of claims) {
    const end = await breakClaim(claim, session, { signal });
    ends.push(end);
    if (!flags.json) printLine(describeBroken(claim, end));
  }
  if (flags.json) printJson({ type: 'result', fleet: session.fleet.name, ends });
  return exitCodes.done;
}

function describeBroken({ claim }: FoundClaim, end: 'ended' | 'overruled'): string {
  const what = sanitizeLine(`The ${claim.verb} of ${claim.who}`);
  return end === 'ended'
    ? `${what} has ended; the fleet is free.`
    : `${what} does not answer. Its lock counts for nothing now; the hosts' own locks still keep changes apart.`;
}

async function breakHost(
  session: FleetSession,
  name: string,
  { flags, signal }: CommandContext,
): Promise<ExitCode> {
  const { host } = findHoldTarget(session, name);
  const connection = session.remote.connect(host);
  const lock = await readHostLock(connection, { signal });
  if (lock === undefined) throw notLocked(host, '');
  if (!flags.json) printLine(`${host}: ${describeLock(lock)}`);
  await requireTypedName(host, 'Unless it is confirmed already, that change goes back.', flags);
  await breakHostLock(connection, lock, { signal });
  if (flags.json) printJson({ type: 'result', host, broken: lock });
  else printLine(`${host} is free. peerdeck diff shows what stands there.`);
  return exitCodes.done;
}

function notLocked(name: string, where: string): OperatorError {
  return new OperatorError({
    kind: 'not-locked',
    message: `Nobody holds ${name}${where === '' ? '' : ` ${where}`}.`,
    hint: '`peerdeck lock show` tells who holds what.',
  });
}
