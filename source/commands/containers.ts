import { type Command, InvalidArgumentError, Option } from 'commander';
import { readContainers } from '../operations/containers/containers.ts';
import { findConcernedContainers } from '../operations/containers/containers-concerned.ts';
import { readContainerLog } from '../operations/containers/containers-log.ts';
import type { FleetContainers } from '../operations/containers/containers-model.ts';
import { planContainerRestart, restartContainer } from '../operations/containers/containers-restart.ts';
import { journalAction } from '../operations/journal/journal-action.ts';
import { findHost } from '../operations/peer/peer-find.ts';
import { renderTree } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { requireConsent } from './consent.ts';
import {
  describeConcerned,
  describeContainerEvent,
  describeContainers,
  describeRestartPlan,
  describeState,
} from './containers-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  reportProblem,
  runInSession,
} from './run.ts';

const mostLines = 5_000;

/** `peerdeck containers`: what runs on the hosts beside what Terraform's state says, and what is done to one. */
export function addContainersCommand(program: Command): void {
  const containers = program
    .command('containers')
    .description(
      "show what runs in containers beside what Terraform's state says, their logs, and restart one",
    )
    .argument('[host]', 'only this host')
    .action(async (host: string | undefined, _options: unknown, command: Command) => {
      await runInSession(command, (session, context) => showContainers(session, host, context));
    });
  addLogs(containers);
  addRestart(containers);
  addConcerned(containers);
}

async function showContainers(
  session: FleetSession,
  host: string | undefined,
  { flags, signal }: CommandContext,
): Promise<ExitCode> {
  const only = host === undefined ? {} : { hosts: [findHost(session, host)] };
  const found = await readContainers(session, { ...only, signal });
  if (flags.json) printJson({ type: 'result', ...found });
  else printLine(describeContainers(found));
  return exitCodeOf(found);
}

function exitCodeOf({ hosts }: FleetContainers): ExitCode {
  const unread = hosts.filter(({ problem }) => problem !== undefined).length;
  if (unread === 0) return exitCodes.done;
  return unread === hosts.length ? exitCodes.failed : exitCodes.partly;
}

function addLogs(containers: Command): void {
  containers
    .command('logs')
    .description('show what a container wrote last, and follow it')
    .argument('<host>')
    .argument('<name>', 'the container')
    .addOption(new Option('--lines <count>', 'how many lines').argParser(parseLines).default(100))
    .addOption(new Option('--follow', 'go on with what comes, until Ctrl-C').default(false))
    .addOption(new Option('--timestamps', 'with the time of each line, by the host’s clock').default(false))
    .action(
      async (
        host: string,
        name: string,
        options: { readonly lines: number; readonly follow: boolean; readonly timestamps: boolean },
        command: Command,
      ) => {
        await runInSession(command, async (session, { flags, signal }) => {
          const { lines, follow, timestamps } = options;
          const operation = readContainerLog(session, host, name, { lines, follow, signal });
          const result = await readOperation(operation, flags, ({ at, text }) =>
            timestamps ? `${at} ${text}` : text,
          );
          if (flags.json) printJson({ type: 'result', ...result });
          else if (result.lines === 0) printLine(`${result.container} on ${result.host} wrote nothing.`);
          return exitCodes.done;
        });
      },
    );
}

function parseLines(word: string): number {
  const lines = Number(word);
  if (Number.isInteger(lines) && lines > 0 && lines <= mostLines) return lines;
  throw new InvalidArgumentError(`A number from 1 to ${mostLines}.`);
}

function addRestart(containers: Command): void {
  containers
    .command('restart')
    .description('restart a container, after asking, and see it well again')
    .argument('<host>')
    .argument('<name>', 'the container')
    .addOption(new Option('--why <text>', 'the reason, for the log'))
    .action(async (host: string, name: string, options: { readonly why?: string }, command: Command) => {
      await runInSession(command, async (session, context) => {
        const { flags, signal } = context;
        refuseWhenReadOnly(flags, 'restarting a container');
        const plan = await planContainerRestart(session, host, name, { signal });
        if (flags.json) printJson({ type: 'planned', plan });
        else printLine(describeRestartPlan(plan));
        const question = `Restart ${plan.container} on ${plan.host} of`;
        await requireConsent({ mode: session.fleet.mode, question, verb: 'restart it' }, flags);
        const result = await journalAction(
          session,
          {
            kind: 'restart',
            host: plan.host,
            about: plan.container,
            ...(options.why && { why: options.why }),
          },
          () => readOperation(restartContainer(session, plan, { signal }), flags, describeContainerEvent),
          ({ reached }) => (reached ? 'changed' : 'failed'),
        );
        if (flags.json) printJson({ type: 'result', ...result });
        else if (!result.reached)
          printLine(`${plan.container} is not well yet: ${describeState(result.after)}`);
        return result.reached ? exitCodes.done : exitCodes.failed;
      });
    });
}

function addConcerned(containers: Command): void {
  containers
    .command('concerned')
    .description('show which containers mount files that the next sync changes')
    .argument('[host]', 'only this host')
    .action(async (host: string | undefined, _options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const { tree, problems } = await renderTree(session);
        for (const problem of problems) reportProblem(problem, flags);
        const hosts = host === undefined ? session.hosts : [findHost(session, host)];
        const found = await findConcernedContainers({ ...session, hosts }, tree, signal);
        if (flags.json) printJson({ type: 'result', hosts: found });
        else printLine(describeConcerned(found));
        const unread = found.filter(({ problem }) => problem !== undefined).length;
        if (problems.length > 0) return exitCodes.failed;
        if (unread === 0) return exitCodes.done;
        return unread === found.length ? exitCodes.failed : exitCodes.partly;
      });
    });
}
