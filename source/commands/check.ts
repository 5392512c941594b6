import { type Command, Option } from 'commander';
import { check } from '../operations/check/check.ts';
import { type CheckResult, listStandingErrors } from '../operations/check/check-model.ts';
import { describeCheck } from './check-text.ts';
import { exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { printJson, printLine, readOperation, runInSession } from './run.ts';

/** `peerdeck check`: both ends of every session and tunnel, before anything is sent. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description(
      'check both ends of every session and tunnel before anything is sent, and foretell what flaps',
    )
    .addOption(
      new Option('--live', "ask the hosts too: today's routes, what stands there, disabled sessions").default(
        false,
      ),
    )
    .action(async (options: { readonly live: boolean }, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const operation = check(session, { live: options.live, signal });
        const result = await readOperation(operation, flags, (event) =>
          event.type === 'problem' ? formatProblem(event.problem) : undefined,
        );
        const errors = listStandingErrors(result);
        if (flags.json) printJson(summarize(result, errors.length));
        else printLine(describeCheck(result));
        if (errors.length > 0) return exitCodes.refused;
        return result.problems.length > 0 ? exitCodes.failed : exitCodes.done;
      });
    });
}

/** The last JSON line: what was found was told by its own events. */
function summarize(
  { findings, unchecked, unread, hosts, sessions, tunnels, problems }: CheckResult,
  errors: number,
): object {
  return {
    type: 'result',
    errors,
    warnings: findings.filter(({ severity, silenced }) => severity === 'warning' && silenced === undefined)
      .length,
    silenced: findings.filter(({ silenced }) => silenced !== undefined).length,
    unchecked: unchecked.length,
    unread: unread.length,
    hosts: hosts.length,
    sessions,
    tunnels,
    problems: problems.length,
  };
}
