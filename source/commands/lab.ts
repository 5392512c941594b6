import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { findRoot } from '../fleet/find-root.ts';
import { nameLabOf } from '../lab/default-name.ts';
import { prepareLab } from '../lab/plan/index.ts';
import { downLab } from '../operations/lab/lab-down.ts';
import { attachToLab } from '../operations/lab/lab-exec.ts';
import { labStatus, listLabs } from '../operations/lab/lab-status.ts';
import { upLab } from '../operations/lab/lab-up.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { FleetFlags } from './flags.ts';
import { addFaultCommands } from './lab-break.ts';
import { addHiddenLabCommands } from './lab-hidden.ts';
import { describeLabEvent, describeLabs } from './lab-text.ts';
import { printJson, printLine, readOperation, runCommand } from './run.ts';
import { askYes, isInteractive } from './terminal-questions.ts';

interface NameOption {
  readonly name?: string;
}

/** `peerdeck lab`: the fleet as real hosts on this machine. */
export function addLabCommand(program: Command): void {
  const lab = program.command('lab').description('run the fleet as a lab of real hosts on this machine');
  addUp(lab);
  addDown(lab);
  addStatus(lab);
  addExec(lab);
  addFaultCommands(lab, chooseName);
  addHiddenLabCommands(lab);
}

function addUp(lab: Command): void {
  lab
    .command('up')
    .description('build the lab; it stays until "lab down"')
    .addOption(nameOption())
    .addOption(
      new Option(
        '--containers',
        'give hosts that run services a Docker engine each (Debian package docker.io)',
      ).default(false),
    )
    .action(async (options: NameOption & { readonly containers: boolean }, command: Command) => {
      await runCommand(command, async ({ flags, signal }) => {
        const operation = upLab({
          name: await chooseName(options, flags),
          root: await chooseRoot(flags),
          prepare: prepareLab,
          lifetime: 'kept',
          ifRunning: 'refuse',
          containers: options.containers,
          signal,
          ...(isInteractive() && !flags.yes ? { confirm: askYes } : {}),
        });
        const handle = await readOperation(operation, flags, describeLabEvent);
        await handle.close();
        return handle.failed.length === 0 ? exitCodes.done : exitCodes.partly;
      });
    });
}

function addDown(lab: Command): void {
  lab
    .command('down')
    .description('end the lab and remove all of it, also after a crash')
    .addOption(nameOption())
    .addOption(new Option('--all', 'every lab of yours').default(false))
    .action(async (options: NameOption & { readonly all: boolean }, command: Command) => {
      await runCommand(command, async ({ flags, signal }) => {
        const names = options.all ? 'all' : [await chooseName(options, flags)];
        await readOperation(downLab({ names, signal }), flags, describeLabEvent);
        return exitCodes.done;
      });
    });
}

function addStatus(lab: Command): void {
  lab
    .command('status')
    .description('show the labs that there are, and their hosts')
    .addOption(nameOption())
    .action(async (options: NameOption, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        const name = options.name ?? (flags.lab === '' ? undefined : flags.lab);
        const labs = name === undefined ? await listLabs() : [await labStatus(name)];
        if (flags.json) printJson({ labs });
        else printLine(describeLabs(labs));
        return exitCodes.done;
      });
    });
}

function addExec(lab: Command): void {
  lab
    .command('exec')
    .description('run a command in a host of the lab, as root unless --user says otherwise')
    .addOption(nameOption())
    .option('--user <user>', 'the user to run it as')
    .argument('<host>')
    .argument('<command...>')
    .action(
      async (host: string, words: string[], options: NameOption & { user?: string }, command: Command) =>
        enter(host, words, options, command),
    );
  lab
    .command('shell')
    .description('open a shell in a host of the lab')
    .addOption(nameOption())
    .option('--user <user>', 'the user whose shell it is')
    .argument('<host>')
    .action(async (host: string, options: NameOption & { user?: string }, command: Command) =>
      enter(host, [], options, command),
    );
}

async function enter(
  host: string,
  words: readonly string[],
  options: NameOption & { readonly user?: string },
  command: Command,
): Promise<void> {
  let code = 0;
  await runCommand(command, async ({ flags }): Promise<ExitCode> => {
    code = await attachToLab({
      lab: await chooseName(options, flags),
      host,
      command: words,
      ...(options.user === undefined ? {} : { user: options.user }),
    });
    return exitCodes.done;
  });
  // The exit code is the command's own.
  if (process.exitCode === exitCodes.done) process.exitCode = code;
}

function nameOption(): Option {
  return new Option('--name <name>', "the lab's name (default: the one of this repository)");
}

async function chooseRoot(flags: FleetFlags): Promise<string> {
  return resolve(flags.root ?? (await findRoot(process.cwd())));
}

/** `--name`, or `--lab=NAME`, or the repository's own lab. */
async function chooseName(options: NameOption, flags: FleetFlags): Promise<string> {
  if (options.name !== undefined) return options.name;
  if (flags.lab !== undefined && flags.lab !== '') return flags.lab;
  return nameLabOf(await chooseRoot(flags));
}
