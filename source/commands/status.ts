import type { Command } from 'commander';
import { status } from '../operations/status/status.ts';
import { addHolds } from '../operations/sync/hold.ts';
import { exitCodes } from './exit-codes.ts';
import { remindOfPins } from './pin-reminders.ts';
import { printJson, printLine, runInSession } from './run.ts';
import { describeStatus, tellStatus } from './status-text.ts';

/** `peerdeck status`: what the network says, read from the daemons of every host, once. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('show sessions and tunnels as the hosts themselves tell them')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const found = await addHolds(status(session, { signal }), session, signal);
        if (flags.json) printJson(tellStatus(found));
        else {
          printLine(describeStatus(found));
          await remindOfPins(session.fleet.root);
        }
        // A host that cannot be reached is something to tell, not a status that failed.
        return exitCodes.done;
      });
    });
}
