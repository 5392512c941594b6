import { type Command, InvalidArgumentError, Option } from 'commander';
import { planHostAddition } from '../operations/hosts/host-add.ts';
import type { HostChange } from '../operations/hosts/host-change.ts';
import { undoHostEdits, writeHostEdits } from '../operations/hosts/host-edits.ts';
import { planHostRemoval } from '../operations/hosts/host-remove.ts';
import { reloadFleet } from '../operations/open-fleet.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { createRedactor } from '../secrets/redaction.ts';
import { requireConsent, requireTypedName } from './consent.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { removeInOrder } from './host-remove.ts';
import { describeHostChange } from './host-text.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  reportProblem,
  runInSession,
} from './run.ts';

interface AddFlags {
  readonly group: string;
  readonly address?: string;
  readonly set: readonly { readonly name: string; readonly value: string }[];
  readonly wire: readonly {
    readonly file: string;
    readonly path: readonly string[];
    readonly value: string;
  }[];
}

interface RemoveFlags {
  readonly editOnly: boolean;
  readonly keepResources: boolean;
  readonly why?: string;
}

/** `peerdeck host`: hosts that come and go, with everything that follows. */
export function addHostCommand(program: Command): void {
  const host = program
    .command('host')
    .description('add a host to the fleet or take one out, with everything that follows');
  addAdd(host);
  addRemove(host);
  host
    .command('undo')
    .description('take the edits of the last `host add` or `host remove` back')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags }) => {
        refuseWhenReadOnly(flags, 'undoing edits');
        const undone = await undoHostEdits(session);
        await renderAnew(session, flags);
        if (flags.json) printJson({ type: 'result', undone: undone.action, host: undone.host });
        else printLine(`The repository is as it was before \`host ${undone.action} ${undone.host}\`.`);
        return exitCodes.done;
      });
    });
}

function addAdd(host: Command): void {
  const collect =
    <Value>(parse: (word: string) => Value) =>
    (word: string, previous: readonly Value[]) => [...previous, parse(word)];
  host
    .command('add')
    .description('write a new host into the inventory, and what else it needs')
    .argument('<name>')
    .requiredOption('--group <group>', 'the group of the inventory that it joins')
    .option('--address <address>', 'how it is reached: ansible_host')
    .addOption(
      new Option('--set <variable=value>', 'another variable of it, its value in YAML; again for more')
        .argParser(collect(parseVariable))
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--wire <file:path=value>',
        'an entry elsewhere, such as networks/network.yml:network.loopbacks.NAME=2001:db8::1; again for more',
      )
        .argParser(collect(parseWire))
        .default([], 'none'),
    )
    .action(async (name: string, options: AddFlags, command: Command) => {
      await runInSession(command, async (session, context) => {
        const { flags } = context;
        refuseWhenReadOnly(flags, 'adding a host');
        const { group, address, set, wire } = options;
        const request = {
          name,
          group,
          variables: set,
          wiring: wire,
          ...(address !== undefined && { address }),
        };
        const change = await planHostAddition(session, request);
        tell(change, session, context);
        const question = `Write ${name} into the repository of`;
        await requireConsent({ mode: session.fleet.mode, question, verb: 'write it' }, flags);
        return finish(
          change,
          session,
          context,
          `peerdeck host undo takes it back. Next: peerdeck check, peerdeck plan, peerdeck sync --limit ${name}`,
        );
      });
    });
}

function addRemove(host: Command): void {
  host
    .command('remove')
    .description('take a host out: drain it, its neighbours, its resources, then the repository')
    .argument('<name>')
    .option('--edit-only', 'only edit the repository, and leave the rest to a later sync and apply', false)
    .option('--keep-resources', 'leave what Terraform has of it as it is', false)
    .option('--why <text>', 'the reason, for the log')
    .action(async (name: string, options: RemoveFlags, command: Command) => {
      await runInSession(command, async (session, context) => {
        const { flags, signal } = context;
        refuseWhenReadOnly(flags, 'removing a host');
        const change = await planHostRemoval(session, name, signal);
        tell(change, session, context);
        if (options.editOnly) {
          await requireTypedName(name, `This edits the repository so that ${name} is no host of it.`, flags);
        } else {
          const code = await removeInOrder(session, change, options, context);
          if (code !== exitCodes.done) return code;
        }
        return finish(
          change,
          session,
          context,
          'peerdeck host undo takes the edits back; commit them when all is well.',
        );
      });
    });
}

function tell(change: HostChange, session: FleetSession, { flags }: CommandContext): void {
  const { action, host, edits, consequences, neighbours } = change;
  const files = edits.map(({ file }) => file);
  if (flags.json) printJson({ type: 'planned', action, host, files, consequences, neighbours });
  else printLine(describeHostChange(change, createRedactor(session.fleet.secretValues)));
}

async function finish(
  change: HostChange,
  session: FleetSession,
  { flags }: CommandContext,
  next: string,
): Promise<ExitCode> {
  await writeHostEdits(session, change);
  await renderAnew(session, flags);
  if (flags.json)
    printJson({
      type: 'result',
      action: change.action,
      host: change.host,
      files: change.edits.map(({ file }) => file),
    });
  else printLine(`Written. ${next}`);
  return exitCodes.done;
}

/** What is rendered for Terraform follows the edited inventory. */
async function renderAnew(session: FleetSession, flags: CommandContext['flags']): Promise<void> {
  const edited = await reloadFleet(session);
  const whole = { ...edited, hosts: edited.fleet.hosts };
  const { problems } = await readOperation(render(whole), { json: false }, () => undefined);
  for (const problem of problems) reportProblem(problem, flags);
}

function parseVariable(word: string): { readonly name: string; readonly value: string } {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('A name, =, and a value in YAML.');
  return { name, value };
}

function parseWire(word: string): AddFlags['wire'][number] {
  const [, file, path, value] = /^([^:=]+):([^=]+)=(.*)$/s.exec(word) ?? [];
  if (file === undefined || path === undefined || value === undefined) {
    throw new InvalidArgumentError('A file, :, the keys with points between them, =, and a value in YAML.');
  }
  return { file, path: path.split('.'), value };
}
