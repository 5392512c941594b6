import { dirname } from 'node:path';
import type { Problem } from '../basics/problem.ts';
import { type ApplyRecord, type Claim, claimApply } from '../terraform/apply-record.ts';
import type { TerraformClient } from '../terraform/client.ts';
import { collectSensitiveValues } from '../terraform/plan-secrets.ts';
import { removeRunFolder } from '../terraform/run-folder.ts';
import { describeErroredState, findErroredState, protectStateFiles } from '../terraform/state-files.ts';
import type { ChangeCounts, UiEvent } from '../terraform/ui-events.ts';
import type { Operation } from './operation.ts';
import { type ApplyProgress, describeFailure, describeThrown } from './plan-failure.ts';
import { requireSavedPlan } from './plan-file.ts';
import { forwardRun } from './plan-run.ts';
import { createPlanRedactor, openTerraform } from './plan-session.ts';
import type { ApplyResult, PlanEvent, TerraformPlan } from './plans.ts';
import type { FleetSession } from './session.ts';

/**
 * Applies the saved plan that was shown, and nothing else. Aborting lets Terraform end what it began; the result
 * says what state is left.
 */
export async function* apply(
  session: FleetSession,
  plan: Pick<TerraformPlan, 'planFile'>,
  signal: AbortSignal = new AbortController().signal,
): Operation<PlanEvent, ApplyResult> {
  try {
    const client = await openTerraform(session);
    await requireSavedPlan(plan.planFile, client.workspace);
    const errored = await findErroredState(client.workspace);
    if (errored !== undefined)
      return { kind: 'failed', problem: describeErroredState(errored, client.workspace) };
    const runFolder = dirname(plan.planFile);
    const claimed = await claimApply(client.workspace.privateFolder, runFolder, Date.now());
    if (claimed.kind === 'held') return { kind: 'failed', problem: describeHeld(claimed.record, claimed.by) };
    try {
      const result = yield* applyPlan(session, client, plan.planFile, claimed.claim, signal);
      if (result.kind === 'applied') await removeRunFolder(runFolder);
      return result;
    } finally {
      await claimed.claim.release();
    }
  } catch (error) {
    return { kind: 'failed', problem: describeThrown(error, 'apply', signal) };
  }
}

async function* applyPlan(
  session: FleetSession,
  client: TerraformClient,
  planFile: string,
  claim: Claim,
  signal: AbortSignal,
): Operation<PlanEvent, ApplyResult> {
  // Terraform loses the marks of secrets on copies: their values are learned from the plan itself.
  const json = await client.showPlan(planFile, signal);
  const redact = createPlanRedactor(session, collectSensitiveValues(json));
  yield { type: 'terraform-stage', stage: 'apply' };
  const { workspace } = client;
  const summary: { counts?: ChangeCounts } = {};
  const progress = { planned: new Set<string>(), begun: new Set<string>(), done: new Set<string>() };
  const noted: Promise<void>[] = [];
  const run = client.apply(planFile, dirname(planFile), signal, (pid) => {
    noted.push(claim.noteTerraform(pid));
  });
  const exit = yield* forwardRun(run, { stage: 'apply', workspace, redact, signal }, (event) => {
    if (event.type === 'change_summary') summary.counts = event.counts;
    countProgress(progress, event);
  });
  await Promise.all(noted);
  await protectStateFiles(workspace);
  if (exit.code === 0) {
    const { add = 0, change = 0, remove = 0 } = summary.counts ?? {};
    return { kind: 'applied', add, change, remove };
  }
  const errored = await findErroredState(workspace);
  if (errored !== undefined) return { kind: 'failed', problem: describeErroredState(errored, workspace) };
  return {
    kind: 'failed',
    problem: await describeFailure(exit, 'apply', workspace, redact, {
      planned: progress.planned.size,
      begun: progress.begun.size,
      done: progress.done.size,
    }),
  };
}

/** An apply repeats its plan first, then tells of each resource when it begins and when it is done. */
function countProgress(progress: Readonly<Record<keyof ApplyProgress, Set<string>>>, event: UiEvent): void {
  if (event.type === 'planned_change' && event.action !== 'no-op' && event.action !== 'read')
    progress.planned.add(event.address);
  if (event.type !== 'apply') return;
  if (event.stage === 'start') progress.begun.add(event.address);
  if (event.stage === 'complete') progress.done.add(event.address);
}

function describeHeld(record: ApplyRecord, by: 'console' | 'terraform'): Problem {
  const who = `${record.user} on ${record.machine}`;
  return {
    kind: 'locked',
    message:
      by === 'console'
        ? `${who} (pid ${record.pid}) has been applying since ${record.since}.`
        : `Terraform (pid ${record.terraformPid ?? '?'}) of an apply that ${who} began at ${record.since} still runs; its console is gone.`,
    attempted: 'apply',
    hint:
      by === 'console'
        ? 'Wait until it has ended, then plan again.'
        : 'Let it end, then plan again. To stop it in order, send it one SIGINT, never SIGKILL.',
  };
}
