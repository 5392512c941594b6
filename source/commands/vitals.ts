import type { Command } from 'commander';
import { vitals } from '../operations/status/vitals.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, runInSession } from './run.ts';
import { describeVitals } from './vitals-text.ts';

/** `peerdeck vitals`: how the hosts themselves are, read once. */
export function addVitalsCommand(program: Command): void {
  program
    .command('vitals')
    .description('show load, memory, disks, clock, failed units, containers and certificates of every host')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const found = await vitals(session, { signal });
        if (flags.json) printJson(found);
        else printLine(describeVitals(found, process.stdout.isTTY ? process.stdout.columns : undefined));
        return exitCodes.done;
      });
    });
}
