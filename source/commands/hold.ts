import { type Command, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import { parseUntil, splitHolds } from '../fleet/holds.ts';
import type { FleetSession } from '../operations/session.ts';
import { type HostHolds, listHolds } from '../operations/sync/hold.ts';
import { findHoldTarget, hold } from '../operations/sync/hold-change.ts';
import { warnOfUnknownPath } from '../operations/sync/hold-known.ts';
import { nameHeld } from '../operations/sync/hold-words.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  refuseWhenReadOnly,
  reportProblem,
  runInSession,
} from './run.ts';
import { formatTable } from './text-table.ts';

interface HoldFlags {
  readonly why?: string;
  readonly until?: string;
  readonly list: boolean;
}

/** `peerdeck hold HOST|HOST:PATH`: keeps a host, a folder or a file from being written, for everybody. */
export function addHoldCommand(program: Command): void {
  program
    .command('hold')
    .description('keep a host, or a file or folder of it, from being written by anybody until it is released')
    .argument('[target]', 'HOST, or HOST:PATH such as ixpams01:bird/bird.conf')
    .addOption(new Option('--why <text>', 'the reason, shown wherever the hold is in the way'))
    .addOption(new Option('--until <time>', 'when it ends by itself: 2h, 3d, 2026-12-01'))
    .addOption(new Option('--list', 'only show what is held').default(false))
    .action(async (target: string | undefined, options: HoldFlags, command: Command) => {
      await runInSession(command, async (session, context) =>
        options.list ? tellHolds(session, context) : holdTarget(session, target, options, context),
      );
    });
}

async function holdTarget(
  session: FleetSession,
  target: string | undefined,
  options: HoldFlags,
  { flags, signal }: CommandContext,
): Promise<ExitCode> {
  refuseWhenReadOnly(flags, 'a hold');
  const why = options.why?.trim() ?? '';
  if (target === undefined || why === '') {
    throw new OperatorError({
      kind: 'usage',
      message: target === undefined ? 'What is to be held?' : 'A hold has a reason.',
      hint: 'peerdeck hold HOST --why TEXT [--until 2h]; peerdeck hold --list shows what is held.',
    });
  }
  const until = options.until === undefined ? undefined : parseUntil(options.until, Date.now());
  const found = findHoldTarget(session, target);
  const set = await hold(session, found, { why, until }, signal);
  const name = nameHeld(found.host, set);
  const unknown = await warnOfUnknownPath(session, found);
  if (unknown) reportProblem(unknown, flags, 'warning');
  if (flags.json) printJson({ type: 'result', host: found.host, hold: set });
  else {
    const end = until === undefined ? '' : ` until ${until}`;
    printLine(`${name} is held${end}. To let it be written again: peerdeck release ${name}`);
  }
  return exitCodes.done;
}

async function tellHolds(session: FleetSession, { flags, signal }: CommandContext): Promise<ExitCode> {
  const hosts = await listHolds(session, signal);
  for (const { problem } of hosts) if (problem) reportProblem(problem, flags);
  if (flags.json) printJson({ hosts });
  else printLine(describeHolds(hosts));
  const unread = hosts.filter(({ problem }) => problem !== undefined).length;
  if (unread === 0) return exitCodes.done;
  return unread === hosts.length ? exitCodes.failed : exitCodes.partly;
}

/** The holds of all hosts as a table; those that are over say so until the next sync takes them away. */
export function describeHolds(hosts: readonly HostHolds[], at: number = Date.now()): string {
  const rows = hosts.flatMap(({ host, holds }) => {
    const { ended } = splitHolds(holds, at);
    return holds.map((each) => [
      nameHeld(host, each),
      sanitizeLine(each.who, 40),
      sanitizeLine(each.since, 30),
      ended.includes(each) ? 'over' : sanitizeLine(each.until ?? 'released', 30),
      sanitizeLine(each.why, 100),
    ]);
  });
  return rows.length === 0 ? 'Nothing is held.' : formatTable(['held', 'by', 'since', 'until', 'why'], rows);
}
