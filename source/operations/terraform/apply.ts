import { dirname } from 'node:path';
import { type Problem, toProblem } from '../../basics/problem.ts';
import { type Claim, claimApply } from '../../terraform/apply-record.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import { collectSensitiveValues } from '../../terraform/plan-secrets.ts';
import { removeRunFolder } from '../../terraform/run-folder.ts';
import { describeErroredState, findErroredState, protectStateFiles } from '../../terraform/state-files.ts';
import type { ChangeCounts, UiEvent } from '../../terraform/ui-events.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { describeHeld } from './apply-held.ts';
import {
  forgetAppliedConfiguration,
  keepAppliedConfiguration,
  readPlannedConfiguration,
} from './plan-applied.ts';
import { readClasses } from './plan-classify.ts';
import { type ApplyProgress, describeFailure, describeThrown } from './plan-failure.ts';
import { requireSavedPlan } from './plan-file.ts';
import { forwardRun } from './plan-run.ts';
import { createPlanRedactor, openTerraform } from './plan-session.ts';
import { findWaysOut } from './plan-ways-out.ts';
import type { ApplyResult, PlanEvent, TerraformPlan } from './plans.ts';
import { type KeptState, keepState } from './state-snapshot.ts';

/**
 * Applies the saved plan that was shown, and nothing else. The state is kept, encrypted, before and after. Aborting
 * lets Terraform end what it began; the result says what state is left.
 */
export async function* apply(
  session: FleetSession,
  plan: Pick<TerraformPlan, 'planFile'>,
  signal: AbortSignal = new AbortController().signal,
): Operation<PlanEvent, ApplyResult> {
  try {
    const client = await openTerraform(session);
    const { workspace } = client;
    await requireSavedPlan(plan.planFile, workspace);
    const errored = await findErroredState(workspace);
    if (errored !== undefined) return fail(describeErroredState(errored, workspace), workspace);
    const runFolder = dirname(plan.planFile);
    const claimed = await claimApply(workspace.privateFolder, runFolder, Date.now());
    if (claimed.kind === 'held') return fail(describeHeld(claimed.record, claimed.by), workspace);
    let isLeft = false;
    try {
      const result = yield* applyKept(session, client, plan.planFile, claimed.claim, signal);
      isLeft = result.kind === 'failed' && cutShort.has(result.problem.kind);
      if (result.kind === 'failed') return await fail(result.problem, workspace);
      await removeRunFolder(runFolder);
      return result;
    } finally {
      await (isLeft ? claimed.claim.leave() : claimed.claim.release());
    }
  } catch (error) {
    return { kind: 'failed', problem: describeThrown(error, 'apply', signal) };
  }
}

/** How an apply ends whose next plan has to say again what is left of it. */
const cutShort: ReadonlySet<string> = new Set(['interrupted', 'terraform-killed']);

async function fail(problem: Problem, workspace: TerraformWorkspace): Promise<ApplyResult> {
  const waysOut = await findWaysOut(problem, workspace);
  return { kind: 'failed', problem, ...(waysOut.length === 0 ? {} : { waysOut }) };
}

/** Applies between two snapshots of the state, and notes which configuration is there now. */
async function* applyKept(
  session: FleetSession,
  client: TerraformClient,
  planFile: string,
  claim: Claim,
  signal: AbortSignal,
): Operation<PlanEvent, ApplyResult> {
  const before = await keepState(session, client, 'before', signal);
  yield* tellKept(before, 'before');
  const result = yield* applyPlan(session, client, planFile, claim, signal);
  yield* keepAfter(session, client);
  if (result.kind === 'applied') await noteApplied(session, client.workspace, dirname(planFile));
  return result;
}

/** Also after an apply that failed, or was stopped: what it did is in the state. */
async function* keepAfter(
  session: FleetSession,
  client: TerraformClient,
): AsyncGenerator<PlanEvent, void, void> {
  if ((await findErroredState(client.workspace)) !== undefined) return;
  try {
    const after = await keepState(session, client, 'after', new AbortController().signal);
    yield* tellKept(after, 'after');
  } catch (error) {
    yield { type: 'diagnostic', severity: 'warning', problem: toProblem(error) };
  }
}

function* tellKept(kept: KeptState, phase: 'before' | 'after'): Generator<PlanEvent, void, void> {
  if (kept.kind === 'kept') yield { type: 'state-kept', snapshot: kept.snapshot.name, phase };
  // Said once: the same stands in the way of the one after.
  else if (kept.kind === 'unkept' && phase === 'before')
    yield { type: 'diagnostic', severity: 'warning', problem: kept.problem };
}

async function noteApplied(
  session: FleetSession,
  workspace: TerraformWorkspace,
  runFolder: string,
): Promise<void> {
  const saved = await readClasses(runFolder);
  if (saved?.destroys) await forgetAppliedConfiguration(workspace);
  const configuration = saved?.completes ? await readPlannedConfiguration(runFolder) : undefined;
  if (configuration !== undefined) await keepAppliedConfiguration(session, workspace, configuration);
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
