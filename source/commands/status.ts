import type { Command } from 'commander';
import { now } from '../basics/brand.ts';
import { status } from '../operations/status.ts';
import { toStatusJson } from '../operations/status-json.ts';
import { describeStatus } from '../operations/status-text.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, runInSession } from './run.ts';

/** `peerdeck status`: what the network says, read from the daemons of every host, once. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('show sessions and tunnels as the hosts themselves tell them')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const found = await status(session, { signal });
        if (flags.json) printJson(toStatusJson(found));
        else printLine(describeStatus(found, { now: now(), color: wantsColor(), width: columns() }));
        // A host that cannot be reached is something to tell, not a status that failed.
        return exitCodes.done;
      });
    });
}

function wantsColor(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR'];
}

function columns(): number {
  return process.stdout.isTTY === true ? Math.max(60, process.stdout.columns) : 120;
}
