import type { Command } from 'commander';
import { diagnose } from '../operations/diagnose/diagnose.ts';
import { describeGroup, describeUnread, groupDiagnoses } from '../operations/diagnose/diagnose-text.ts';
import { runOperation } from '../operations/operation.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, runInSession } from './run.ts';

/** `peerdeck diagnose`: why a session, a tunnel, a daemon or a host does not work, with evidence from both ends. */
export function addDiagnoseCommand(program: Command): void {
  program
    .command('diagnose')
    .description(
      'say why something is down, with evidence from both ends; without a subject, everything that is; the exit code is 0 whatever is found',
    )
    .argument('[host]')
    .argument('[subject]', 'a session, an interface, "bird" or "host"')
    .action(
      async (host: string | undefined, subject: string | undefined, _options: unknown, command: Command) => {
        await runInSession(command, async (session, { flags, signal }) => {
          const request = { ...(host !== undefined && { host }), ...(subject !== undefined && { subject }) };
          const {
            diagnoses,
            passedOver,
            unread = [],
          } = await runOperation(diagnose(session, request, signal), () => undefined);
          if (flags.json) {
            printJson({
              diagnoses,
              ...(passedOver !== undefined && { passedOver }),
              ...(unread.length > 0 && { unread }),
            });
            return exitCodes.done;
          }
          for (const group of groupDiagnoses(diagnoses)) printLine(`${describeGroup(group).join('\n')}\n`);
          if (diagnoses.length === 0)
            printLine(`Nothing wrong was found${unread.length > 0 ? ' in what could be read' : ''}.`);
          if (passedOver !== undefined)
            printLine(`${passedOver} more look wrong: ask about one by its name.`);
          for (const each of unread) printLine(describeUnread(each));
          return exitCodes.done;
        });
      },
    );
}
