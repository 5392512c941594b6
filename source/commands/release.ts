import type { Command } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import { findHoldTarget, release } from '../operations/sync/hold-change.ts';
import { nameHeld } from '../operations/sync/hold-words.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, refuseWhenReadOnly, runInSession } from './run.ts';

/** `peerdeck release HOST|HOST:PATH`: ends a hold. */
export function addReleaseCommand(program: Command): void {
  program
    .command('release')
    .description('let what was held be written again')
    .argument('<target>', 'HOST or HOST:PATH, as it was held')
    .action(async (target: string, _options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        refuseWhenReadOnly(flags, 'a release');
        const found = findHoldTarget(session, target);
        const name = nameHeld(found.host, found);
        if (!(await release(session, found, signal))) {
          throw new OperatorError({
            kind: 'not-held',
            message: `${name} is not held.`,
            host: found.host,
            hint: '`peerdeck hold --list` shows what is.',
          });
        }
        if (flags.json) printJson({ type: 'result', host: found.host, released: name });
        else printLine(`${name} is released: the next sync writes it again.`);
        return exitCodes.done;
      });
    });
}
