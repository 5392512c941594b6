import { type Command, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { LiveState } from '../delivery/live-state.ts';
import type { Release } from '../delivery/releases.ts';
import type { HostName } from '../fleet/model.ts';
import { withJournal } from '../operations/journal/journal.ts';
import type { FleetSession } from '../operations/session.ts';
import { refuseWhenLocked, withFleetLock } from '../operations/sync/fleet-lock.ts';
import { type HostReleases, listReleases } from '../operations/sync/releases.ts';
import { rollback } from '../operations/sync/rollback.ts';
import { requireConsent } from './consent.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addLimitFlags, type LimitFlags, readLimits } from './limit-flags.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  runInSession,
} from './run.ts';
import { describeSyncEvent, exitCodeOfSync, summarizeSync } from './sync-text.ts';
import { formatTable } from './text-table.ts';

interface RollbackFlags extends LimitFlags {
  readonly list: boolean;
  readonly why?: string;
}

/** `peerdeck rollback HOST [RELEASE]`: brings the files of an earlier release back. */
export function addRollbackCommand(program: Command): void {
  const command = program
    .command('rollback')
    .description('bring a host back to an earlier release; the one before, where none is named')
    .argument('<host>', 'the host, as the inventory names it')
    .argument('[release]', 'the release, as --list names it')
    .addOption(new Option('--list', 'only show the releases that the host keeps').default(false))
    .addOption(new Option('--why <text>', 'what it is for: kept with the release on the host'))
    .action(async (name: string, release: string | undefined, options: RollbackFlags, command: Command) => {
      await runInSession(command, async (session, context) => {
        const host = findHost(session, name);
        if (options.list) return tellReleases(await listReleases(session, host, context.signal), context);
        refuseWhenReadOnly(context.flags, 'a rollback');
        return confirmAndRollback(session, host, release, options, context);
      });
    });
  addLimitFlags(command);
}

function findHost(session: FleetSession, name: string): HostName {
  const found = session.fleet.hosts.find((host) => host.name === name);
  if (found) return found.name;
  throw new OperatorError({
    kind: 'usage',
    message: `There is no host ${name} in the inventory.`,
    hint: '`peerdeck hosts` lists them.',
  });
}

async function confirmAndRollback(
  session: FleetSession,
  host: HostName,
  release: string | undefined,
  options: RollbackFlags,
  { flags, signal }: CommandContext,
): Promise<ExitCode> {
  const target = release === undefined ? 'the release before' : `release ${release}`;
  await refuseWhenLocked(session);
  await requireConsent(
    { mode: session.fleet.mode, question: `Bring ${host} back to ${target} in`, verb: 'roll back' },
    flags,
  );
  const { why } = options;
  const result = await readOperation(
    withFleetLock(session, { verb: 'rollback', why, signal }, (locked) =>
      withJournal(
        session,
        'rollback',
        rollback(session, host, {
          signal: locked,
          limits: readLimits(options),
          ...(release === undefined ? {} : { release }),
          ...(why === undefined ? {} : { why }),
        }),
        { why },
      ),
    ),
    flags,
    describeSyncEvent,
  );
  if (flags.json) printJson({ type: 'result', ...result });
  else printLine(summarizeSync(result));
  return exitCodeOfSync(result);
}

/** How a release ended; what has not ended is told as such. */
function describeEnd({ id, end }: Release, { transaction }: LiveState): string {
  if (transaction?.release !== id) return end;
  if (!transaction.running) return 'cut short';
  const { goesBackIn } = transaction;
  return goesBackIn === undefined ? 'unconfirmed' : `unconfirmed, goes back in ${goesBackIn} s`;
}

function tellReleases({ host, live, all, chain }: HostReleases, { flags }: CommandContext): ExitCode {
  const rows = [...all].reverse().map((release) => ({
    release: release.id,
    live: release.id === live.release,
    reachable: chain.includes(release),
    who: release.who,
    since: release.since,
    why: release.returned === undefined ? release.why : `${release.why} (back to ${release.returned})`,
    end: describeEnd(release, live),
  }));
  if (flags.json) printJson({ host, releases: rows });
  else if (rows.length === 0) printLine(`${host} keeps no releases.`);
  else {
    printLine(
      formatTable(
        ['RELEASE', '', 'WHO', 'WHY', 'ENDED'],
        rows.map((row) => [
          row.release,
          row.live ? 'live' : '',
          sanitizeLine(row.who, 40),
          sanitizeLine(row.why, 60),
          sanitizeLine(row.end, 80),
        ]),
      ),
    );
  }
  return exitCodes.done;
}
