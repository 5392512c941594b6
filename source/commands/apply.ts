import { resolve } from 'node:path';
import type { Command } from 'commander';
import { OperatorError, type Problem } from '../basics/problem.ts';
import { apply } from '../operations/apply.ts';
import { withJournal } from '../operations/journal.ts';
import { plan } from '../operations/plan.ts';
import { readSavedPlan } from '../operations/plan-file.ts';
import type { ApplyResult, TerraformPlan } from '../operations/plans.ts';
import type { FleetSession } from '../operations/session.ts';
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { addPlanFlags, type PlanFlags, toPlanOptions } from './plan.ts';
import {
  describeApplyEvent,
  describePlan,
  describePlanEvent,
  isEmptyPlan,
  summarizePlan,
  tellPlan,
} from './plan-text.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  reportProblem,
  runInSession,
} from './run.ts';
import { askYes, isInteractive } from './terminal-questions.ts';

/** `peerdeck apply`: plans, shows, asks, and applies exactly that plan. */
export function addApplyCommand(program: Command): void {
  addPlanFlags(
    program
      .command('apply')
      .description('apply a Terraform plan after showing it: a new one, or one that `plan` saved')
      .argument('[plan]', 'the file that `peerdeck plan` saved'),
  ).action(async (planFile: string | undefined, options: PlanFlags, command: Command) => {
    await runInSession(command, async (session, context) => {
      refuseWhenReadOnly(context.flags, 'applying a plan');
      const { signal } = context;
      const result =
        planFile === undefined
          ? await readOperation(
              plan(session, toPlanOptions(options), signal),
              context.flags,
              describePlanEvent,
            )
          : await readSavedPlan(session, resolve(planFile), signal);
      return result.kind === 'failed'
        ? tellProblem(result.problem, context)
        : confirmAndApply(session, result.plan, context);
    });
  });
}

function tellProblem(problem: Problem, { flags }: CommandContext): ExitCode {
  reportProblem(problem, flags);
  return exitCodeFor(problem);
}

async function confirmAndApply(
  session: FleetSession,
  saved: TerraformPlan,
  context: CommandContext,
): Promise<ExitCode> {
  const { flags } = context;
  if (flags.json) printJson(tellPlan(saved));
  else printLine(describePlan(saved));
  if (isEmptyPlan(saved)) return exitCodes.done;
  if (!(await isConfirmed(session, saved, context)))
    return tellProblem({ kind: 'refused', message: 'Nothing was applied.' }, context);
  return applyAndTell(session, saved, context);
}

async function applyAndTell(
  session: FleetSession,
  saved: TerraformPlan,
  context: CommandContext,
): Promise<ExitCode> {
  const { flags, signal } = context;
  const result = await readOperation(
    withJournal(session, 'apply', apply(session, saved, signal)),
    flags,
    (event) => (event.type === 'problem' ? formatProblem(event.problem) : describeApplyEvent(event)),
  );
  if (result.kind === 'failed') return tellProblem(result.problem, context);
  if (flags.json) printJson({ type: 'result', ...result });
  else printLine(describeApplied(result));
  return exitCodes.done;
}

/** `--yes`, or a person's own yes; a pipeline without `--yes` is told so. */
async function isConfirmed(
  session: FleetSession,
  saved: TerraformPlan,
  { flags }: CommandContext,
): Promise<boolean> {
  if (flags.yes) return true;
  if (!isInteractive()) {
    throw new OperatorError({
      kind: 'refused',
      message: 'Nothing was applied: there is nobody to ask.',
      hint: 'Give --yes to apply without a question.',
    });
  }
  const { mode } = session.fleet;
  const where = mode.kind === 'lab' ? `the lab ${mode.name}` : 'PRODUCTION';
  return askYes(`${summarizePlan(saved)} Apply this to ${where}?`);
}

function describeApplied(result: Extract<ApplyResult, { kind: 'applied' }>): string {
  return `Applied: ${result.add} added, ${result.change} changed, ${result.remove} removed.`;
}
