import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withJournal } from '../operations/journal/journal.ts';
import type { FleetSession } from '../operations/session.ts';
import { refuseWhenLocked, withFleetLock } from '../operations/sync/fleet-lock.ts';
import { apply } from '../operations/terraform/apply.ts';
import { plan } from '../operations/terraform/plan.ts';
import { readSavedPlan } from '../operations/terraform/plan-file.ts';
import type { ApplyResult, TerraformPlan } from '../operations/terraform/plans.ts';
import { requireConsent } from './consent.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { addPlanFlags, type PlanFlags, reportFailure, toPlanOptions } from './plan.ts';
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
  runInSession,
} from './run.ts';

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
        ? reportFailure(result, context.flags)
        : confirmAndApply(session, result.plan, context);
    });
  });
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
  await refuseWhenLocked(session);
  await requireConsent(
    { mode: session.fleet.mode, question: `${summarizePlan(saved)} Apply this to`, verb: 'apply' },
    flags,
  );
  return applyAndTell(session, saved, context);
}

async function applyAndTell(
  session: FleetSession,
  saved: TerraformPlan,
  context: CommandContext,
): Promise<ExitCode> {
  const { flags, signal } = context;
  const result = await readOperation(
    withFleetLock(session, { verb: 'apply', signal }, (locked) =>
      withJournal(session, 'apply', apply(session, saved, locked)),
    ),
    flags,
    (event) => (event.type === 'problem' ? formatProblem(event.problem) : describeApplyEvent(event)),
  );
  if (result.kind === 'failed') return reportFailure(result, flags);
  if (flags.json) printJson({ type: 'result', ...result });
  else printLine(describeApplied(result));
  return exitCodes.done;
}

function describeApplied(result: Extract<ApplyResult, { kind: 'applied' }>): string {
  return `Applied: ${result.add} added, ${result.change} changed, ${result.remove} removed.`;
}
