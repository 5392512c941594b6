import { type Command, Option } from 'commander';
import type { FleetMode } from '../fleet/model.ts';
import { type PlanOptions, plan } from '../operations/terraform/plan.ts';
import type { PlanResult, TerraformPlan } from '../operations/terraform/plans.ts';
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts';
import type { FleetFlags } from './flags.ts';
import { remindOfPins } from './pin-reminders.ts';
import { describePlan, describePlanEvent, describeWayOut, isEmptyPlan, tellPlan } from './plan-text.ts';
import { printJson, printLine, readOperation, reportProblem, runInSession } from './run.ts';

/** What `plan` and `apply` alike can be told of the plan. */
export interface PlanFlags {
  readonly target: readonly string[];
  readonly replace: readonly string[];
  readonly destroy: boolean;
  readonly upgrade: boolean;
  readonly intended: boolean;
}

/** `peerdeck plan`: what Terraform would change, saved for `apply`. */
export function addPlanCommand(program: Command): void {
  addPlanFlags(program.command('plan').description('show what Terraform would change, and save that plan'))
    .addOption(new Option('--refresh-only', 'only show what changed outside Terraform').default(false))
    .action(async (options: PlanFlags & { readonly refreshOnly: boolean }, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const operation = plan(
          session,
          { ...toPlanOptions(options), refreshOnly: options.refreshOnly },
          signal,
        );
        const result = await readOperation(operation, flags, describePlanEvent);
        if (result.kind === 'failed') {
          return reportFailure(result, flags);
        }
        if (flags.json) printJson(tellPlan(result.plan));
        else {
          printLine(describeSavedPlan(result.plan, session.fleet.mode));
          await remindOfPins(session.fleet.root);
        }
        return exitCodes.done;
      });
    });
}

/** Tells why, and what can be done about it. */
export function reportFailure(
  { problem, waysOut = [] }: Extract<PlanResult, { kind: 'failed' }>,
  flags: Pick<FleetFlags, 'json'>,
): ExitCode {
  if (flags.json) printJson({ type: 'problem', problem, waysOut });
  else {
    reportProblem(problem, flags);
    for (const way of waysOut) {
      const text = describeWayOut(way);
      if (text !== undefined) process.stderr.write(`${text}\n`);
    }
  }
  return exitCodeFor(problem);
}

function describeSavedPlan(saved: TerraformPlan, mode: FleetMode): string {
  if (isEmptyPlan(saved)) return describePlan(saved);
  const lab = mode.kind === 'lab' ? ` --lab=${mode.name}` : '';
  return `${describePlan(saved)}\nSaved. To apply exactly this: peerdeck apply${lab} ${saved.planFile}`;
}

export function addPlanFlags(command: Command): Command {
  const collect = (value: string, previous: readonly string[]) => [...previous, value];
  return command
    .addOption(
      new Option('--target <address>', 'plan only this resource and what it needs')
        .argParser(collect)
        .default([], 'all'),
    )
    .addOption(
      new Option('--replace <address>', 'make this resource anew').argParser(collect).default([], 'none'),
    )
    .addOption(new Option('--destroy', 'plan the removal of everything').default(false))
    .addOption(
      new Option(
        '--intended',
        'only what the repository changed since the last apply, and what that depends on',
      ).default(false),
    )
    .addOption(new Option('--upgrade', 'first run `terraform init -upgrade`').default(false));
}

export function toPlanOptions(flags: PlanFlags): PlanOptions {
  const { target, replace, destroy, upgrade, intended } = flags;
  return { targets: target, replace, destroy, upgrade, intended };
}
