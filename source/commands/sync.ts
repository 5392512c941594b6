import { type Command, Option } from 'commander';
import { listUnfinishedHosts } from '../fleet/journal.ts';
import type { DiffResult, HostDifference } from '../operations/diff/changes.ts';
import { withJournal } from '../operations/journal/journal.ts';
import { readJournal } from '../operations/journal/journal-file.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { refuseWhenLocked, withFleetLock } from '../operations/sync/fleet-lock.ts';
import { sync } from '../operations/sync/sync.ts';
import { parseSerial, type WaveSize } from '../operations/sync/wave-plan.ts';
import { requireConsent } from './consent.ts';
import { describeNothingRendered } from './diff-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addLimitFlags, type LimitFlags, readLimits } from './limit-flags.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  reportProblem,
  runInSession,
} from './run.ts';
import { refuseErrors, requireReason, showPreview } from './show-preview.ts';
import { exitCodeOfSync, SyncLines, summarizeSync } from './sync-text.ts';

interface SyncFlags extends LimitFlags {
  readonly delete: boolean;
  readonly why?: string;
  readonly serial?: string;
  readonly retry: boolean;
  readonly check: boolean;
}

/** `peerdeck sync`: renders, shows what would change on the hosts, asks, and puts it there. */
export function addSyncCommand(program: Command): void {
  const command = program
    .command('sync')
    .description('put the rendered configuration on the hosts: staged, validated, activated, verified')
    .addOption(
      new Option('--delete', 'take away files of ours that are not rendered any more').default(false),
    )
    .addOption(new Option('--why <text>', 'what the change is for: kept with the release on each host'))
    .addOption(
      new Option(
        '--serial <sizes>',
        'hosts or shares of them that go at once, wave by wave: 1,25%,all (default: 1,25%,all)',
      ),
    )
    .addOption(
      new Option('--retry', 'only the hosts whose last sync failed, went back or did not reach them').default(
        false,
      ),
    )
    .addOption(
      new Option('--no-check', 'go on although the checks found errors; needs --why, and is kept in the log'),
    )
    .action(async (options: SyncFlags, command: Command) => {
      await runInSession(command, async (session, context) => {
        refuseWhenReadOnly(context.flags, 'a sync');
        requireReason(options);
        const waves = options.serial === undefined ? undefined : parseSerial(options.serial);
        const chosen = options.retry ? await chooseUnfinished(session) : session;
        if (chosen.hosts.length === 0) {
          if (context.flags.json) printJson({ type: 'result', hosts: [] });
          else printLine('There is nothing to retry: no sync from here left a host undone.');
          return exitCodes.done;
        }
        return renderAndSync(chosen, options, waves, context);
      });
    });
  addLimitFlags(command);
}

async function renderAndSync(
  session: FleetSession,
  options: SyncFlags,
  waves: readonly WaveSize[] | undefined,
  context: CommandContext,
): Promise<ExitCode> {
  const { flags, signal } = context;
  const { tree, problems } = await readOperation(render(session, { signal }), flags, () => undefined);
  for (const problem of problems) if (!flags.json) reportProblem(problem, flags);
  if (tree.size === 0 && problems.length > 0) {
    if (flags.json) printJson({ type: 'result', hosts: [] });
    else printLine(describeNothingRendered(problems.length, 'compared or sent'));
    return exitCodes.failed;
  }
  await refuseWhenLocked(session);
  const { errors, compared } = await showPreview(session, tree, context, {
    deleteStale: options.delete,
    stopOnErrors: options.check,
  });
  const overruled = refuseErrors(errors, options, flags);
  if (compared.hosts.some((host) => isConcerned(host, options))) {
    await requireConsent(
      {
        mode: session.fleet.mode,
        question: `Sync this to ${countHosts(compared, options)} of`,
        verb: 'sync',
      },
      flags,
    );
  }
  const lines = new SyncLines(compared, printLine);
  const { why } = options;
  const result = await readOperation(
    withFleetLock(session, { verb: 'sync', why, signal }, (locked) =>
      withJournal(
        session,
        'sync',
        sync(session, tree, {
          signal: locked,
          limits: readLimits(options),
          deleteStale: options.delete,
          ...(waves === undefined ? {} : { waves }),
          ...(why === undefined ? {} : { why }),
        }),
        { why, overruled },
      ),
    ),
    flags,
    (event) => lines.describe(event),
  );
  lines.flush();
  if (flags.json) printJson({ type: 'result', ...result });
  else printLine(summarizeSync(result));
  const code = exitCodeOfSync(result);
  if (problems.length === 0) return code;
  return code === exitCodes.done ? exitCodes.partly : code;
}

/** The session with the hosts alone that the journal tells to be out of line. */
async function chooseUnfinished(session: FleetSession): Promise<FleetSession> {
  const { entries } = await readJournal(session.stateFolder);
  const names = new Set(listUnfinishedHosts(entries));
  return { ...session, hosts: session.hosts.filter(({ name }) => names.has(name)) };
}

function countHosts({ hosts }: DiffResult, options: SyncFlags): string {
  const concerned = hosts.filter((host) => isConcerned(host, options)).length;
  return concerned === 1 ? '1 host' : `${concerned} hosts`;
}

function isConcerned({ changes, stale, unconfirmed }: HostDifference, options: SyncFlags): boolean {
  return unconfirmed !== undefined || changes.length > 0 || (options.delete && stale.length > 0);
}
