import { type Command, Option } from 'commander';
import { faults } from '../lab/faults/catalogue.ts';
import { type BreakEvent, breakLab } from '../operations/lab/lab-break.ts';
import { type MendEvent, mendLab } from '../operations/lab/lab-mend.ts';
import { exitCodes } from './exit-codes.ts';
import type { FleetFlags } from './flags.ts';
import { printJson, printLine, readOperation, runCommand } from './run.ts';
import { formatTable } from './text-table.ts';

type ChooseName = (options: { readonly name?: string }, flags: FleetFlags) => Promise<string>;

/** `peerdeck lab break`, `mend` and `faults`: a lab that fails on command, and is whole again. */
export function addFaultCommands(lab: Command, chooseName: ChooseName): void {
  const nameOption = () =>
    new Option('--name <name>', "the lab's name (default: the one of this repository)");
  lab
    .command('break')
    .description('break something in the lab; "lab faults" lists what can be')
    .argument('<fault>')
    .requiredOption('--on <place>', 'HOST, HOST:SESSION or HOST:INTERFACE')
    .addOption(nameOption())
    .action(async (fault: string, options: { on: string; name?: string }, command: Command) => {
      await runCommand(command, async ({ flags, signal }) => {
        const request = { lab: await chooseName(options, flags), fault, on: options.on, signal };
        await readOperation(breakLab(request), flags, describe);
        return exitCodes.done;
      });
    });
  lab
    .command('mend')
    .description('undo what "lab break" did')
    .option('--on <place>', 'only on this HOST, HOST:SESSION or HOST:INTERFACE')
    .addOption(nameOption())
    .action(async (options: { on?: string; name?: string }, command: Command) => {
      await runCommand(command, async ({ flags, signal }) => {
        const request = { lab: await chooseName(options, flags), signal };
        const operation = mendLab({ ...request, ...(options.on !== undefined && { on: options.on }) });
        const { mended } = await readOperation(operation, flags, describe);
        if (mended === 0 && !flags.json) printLine('Nothing was broken.');
        return exitCodes.done;
      });
    });
  lab
    .command('faults')
    .description('list what "lab break" can break')
    .action(async (_options: unknown, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        const rows = faults.map(({ name, on, about }) => ({ name, on, about }));
        if (flags.json) printJson({ faults: rows });
        else
          printLine(
            formatTable(
              ['fault', 'on', 'what it does'],
              rows.map(({ name, on, about }) => [name, on, about]),
            ),
          );
        return exitCodes.done;
      });
    });
}

function describe(event: BreakEvent | MendEvent): string {
  return event.type === 'lab-broken'
    ? `${event.fault} on ${event.on}: ${event.about}.`
    : `${event.fault} on ${event.on} is undone.`;
}
