import { type Command, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import { listUnfinishedHosts } from '../fleet/journal.ts';
import type { DiffResult } from '../operations/changes.ts';
import { diff } from '../operations/diff.ts';
import { withJournal } from '../operations/journal.ts';
import { readJournal } from '../operations/journal-file.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { sync } from '../operations/sync.ts';
import { parseSerial, type WaveSize } from '../operations/wave-plan.ts';
import type { RenderedTree } from '../rendering/rendered-file.ts';
import { describeInOrder, describeNothingRendered, summarizeDiff } from './diff-text.ts';
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
import { exitCodeOfSync, SyncLines, summarizeSync } from './sync-text.ts';
import { askYes, isInteractive } from './terminal-questions.ts';

interface SyncFlags extends LimitFlags {
  readonly delete: boolean;
  readonly why?: string;
  readonly serial?: string;
  readonly retry: boolean;
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
        'hosts or shares of them that go at once, wave by wave: 1,25%,all (default: 1,25%,all; two hosts together)',
      ),
    )
    .addOption(
      new Option('--retry', 'only the hosts whose last sync failed, went back or did not reach them').default(
        false,
      ),
    )
    .action(async (options: SyncFlags, command: Command) => {
      await runInSession(command, async (session, context) => {
        refuseWhenReadOnly(context.flags, 'a sync');
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
  const inOrder = describeInOrder(
    session.hosts.filter(({ name }) => tree.has(name)),
    printLine,
  );
  const compared = await readOperation(diff(session, tree, { signal }), flags, inOrder);
  if (!flags.json) printLine(summarizeDiff(compared));
  if (needsQuestion(compared, options)) await requireConsent(session, tree, context);
  const lines = new SyncLines(compared, printLine);
  const result = await readOperation(
    withJournal(
      session,
      'sync',
      sync(session, tree, {
        signal,
        limits: readLimits(options),
        deleteStale: options.delete,
        ...(waves === undefined ? {} : { waves }),
        ...(options.why === undefined ? {} : { why: options.why }),
      }),
      options.why,
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

function needsQuestion({ hosts }: DiffResult, options: SyncFlags): boolean {
  return hosts.some(
    ({ changes, stale, unconfirmed }) =>
      unconfirmed !== undefined || changes.length > 0 || (options.delete && stale.length > 0),
  );
}

/** `--yes`, or a person's own yes; a pipeline without `--yes` is told so. */
async function requireConsent(
  session: FleetSession,
  tree: RenderedTree,
  { flags }: CommandContext,
): Promise<void> {
  if (flags.yes) return;
  if (!isInteractive()) {
    throw new OperatorError({
      kind: 'refused',
      message: 'Nothing was changed: there is nobody to ask.',
      hint: 'Give --yes to sync without a question.',
    });
  }
  const { mode } = session.fleet;
  const where = mode.kind === 'lab' ? `the lab ${mode.name}` : 'PRODUCTION';
  const count = tree.size === 1 ? '1 host' : `${tree.size} hosts`;
  if (await askYes(`Sync this to ${count} of ${where}?`)) return;
  throw new OperatorError({ kind: 'refused', message: 'Nothing was changed.' });
}
