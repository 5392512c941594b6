import { readApplyRecord } from '../terraform/apply-record.ts';
import type { TerraformClient, UiExit } from '../terraform/client.ts';
import { needsInit, type Redact } from '../terraform/diagnostics.ts';
import type { PlanReading } from '../terraform/plan-model.ts';
import { createRunFolder, type RunFolder, removeRunFolder } from '../terraform/run-folder.ts';
import { protectStateFiles } from '../terraform/state-files.ts';
import { isInitialized } from '../terraform/workspace.ts';
import { refusePlaceholders } from './guard.ts';
import type { Operation } from './operation.ts';
import { describePlan, emptyPlan } from './plan-describe.ts';
import { describeFailure, describeThrown } from './plan-failure.ts';
import { readPlanFile } from './plan-file.ts';
import { findStoppedServices, writeLabVariables } from './plan-lab.ts';
import { limitPlan } from './plan-limit.ts';
import { forwardRun } from './plan-run.ts';
import { createPlanRedactor, findLeftovers, openTerraform } from './plan-session.ts';
import type { PlanEvent, PlanResult } from './plans.ts';
import type { FleetSession } from './session.ts';

export interface PlanOptions {
  /** Addresses to plan alone; the plan is then never complete. */
  readonly targets?: readonly string[];
  readonly replace?: readonly string[];
  /** Plan the removal of everything. */
  readonly destroy?: boolean;
  /** Only look what changed outside Terraform. */
  readonly refreshOnly?: boolean;
  /** Run `init -upgrade` first: newer providers within the constraints, and a new lock file. */
  readonly upgrade?: boolean;
}

interface PlanJob {
  readonly session: FleetSession;
  readonly client: TerraformClient;
  readonly run: RunFolder;
  readonly redact: Redact;
  readonly signal: AbortSignal;
}

type Failed = Extract<PlanResult, { kind: 'failed' }>;

/** A part of the work: passes its events on, and ends in what the next part needs or in the failure. */
type Step<Value> = AsyncGenerator<PlanEvent, Value | Failed, void>;

/**
 * Plans the fleet's Terraform into a saved file and reads it. Changes nothing but Terraform's own folder. With
 * fewer hosts than the fleet has, only what belongs to them is planned, and the plan says that it is not complete.
 */
export async function* plan(
  session: FleetSession,
  options: PlanOptions = {},
  signal: AbortSignal = new AbortController().signal,
): Operation<PlanEvent, PlanResult> {
  try {
    refusePlaceholders(session.fleet, 'plan production with Terraform');
    const client = await openTerraform(session);
    const redact = createPlanRedactor(session);
    for (const problem of await findLeftovers(client.workspace, redact))
      yield { type: 'diagnostic', severity: 'warning', problem };
    const { privateFolder } = client.workspace;
    const record = await readApplyRecord(privateFolder);
    const run = await createRunFolder(privateFolder, Date.now(), record?.runFolder);
    const result = yield* planInto({ session, client, run, redact, signal }, options);
    if (result.kind === 'failed') await removeRunFolder(run.path);
    return result;
  } catch (error) {
    return { kind: 'failed', problem: describeThrown(error, 'plan', signal) };
  }
}

async function* planInto(job: PlanJob, options: PlanOptions): Operation<PlanEvent, PlanResult> {
  const { session, client, run } = job;
  if (session.fleet.mode.kind === 'lab') await writeLabVariables(session, client.workspace);
  if (options.upgrade || !(await isInitialized(client.workspace))) {
    const failed = yield* initialize(job, options.upgrade === true);
    if (failed) return failed;
  }
  const stopped = yield* findStopped(job, options);
  const wanted = { ...options, replace: [...(options.replace ?? []), ...stopped] };
  const whole = yield* planOnce(job, wanted);
  if ('kind' in whole) return whole;
  const limited = limitPlan(whole, new Set(session.hosts.map((host) => host.name)));
  if (session.hosts.length === session.fleet.hosts.length || limited.kind === 'whole')
    return { kind: 'planned', plan: describePlan(whole, run.planFile, stopped) };
  if (limited.kind === 'nothing') {
    await removeRunFolder(run.path);
    return { kind: 'planned', plan: describePlan(emptyPlan(whole), run.planFile) };
  }
  const part = yield* planOnce(job, { ...wanted, targets: limited.addresses });
  if ('kind' in part) return part;
  return { kind: 'planned', plan: describePlan(part, run.planFile, stopped) };
}

/** Plans into the run's file and reads it; initialises in between where that is what is missing. */
async function* planOnce(job: PlanJob, options: PlanOptions): Step<PlanReading> {
  const { session, client, run, signal } = job;
  let exit = yield* runPlan(job, options);
  if (exit.code !== 0 && exit.diagnostics.some(needsInit)) {
    const failed = yield* initialize(job, false);
    if (failed) return failed;
    exit = yield* runPlan(job, options);
  }
  await protectStateFiles(client.workspace);
  if (exit.code !== 0)
    return { kind: 'failed', problem: await describeFailure(exit, 'plan', client.workspace, job.redact) };
  yield { type: 'terraform-stage', stage: 'show' };
  const result = await readPlanFile(session, client, run.planFile, signal);
  return 'problem' in result ? { kind: 'failed', problem: result.problem } : result;
}

async function* initialize(job: PlanJob, upgrade: boolean): Step<undefined> {
  yield { type: 'terraform-stage', stage: 'init', ...(upgrade ? { detail: 'with -upgrade' } : {}) };
  const { client, run, redact, signal } = job;
  const { workspace } = client;
  const init = client.init(run.path, upgrade, signal);
  const exit = yield* forwardRun(init, { stage: 'init', workspace, redact, signal });
  if (exit.code === 0) return undefined;
  return { kind: 'failed', problem: await describeFailure(exit, 'init', workspace, redact) };
}

async function* runPlan(job: PlanJob, options: PlanOptions): AsyncGenerator<PlanEvent, UiExit, void> {
  yield { type: 'terraform-stage', stage: 'plan' };
  const { client, run, redact, signal } = job;
  const request = {
    planFile: run.planFile,
    targets: options.targets ?? [],
    replace: options.replace ?? [],
    mode: options.destroy ? 'destroy' : options.refreshOnly ? 'refresh-only' : 'ordinary',
  } as const;
  const planned = client.plan(request, run.path, signal);
  return yield* forwardRun(planned, { stage: 'plan', workspace: client.workspace, redact, signal });
}

/** The lab module cannot see that a service ended: we ask the hosts. */
async function* findStopped(
  job: PlanJob,
  options: PlanOptions,
): AsyncGenerator<PlanEvent, readonly string[], void> {
  if (job.session.fleet.mode.kind !== 'lab' || options.destroy || options.refreshOnly) return [];
  const { addresses, problems } = await findStoppedServices(job.session, job.client, job.signal);
  for (const problem of problems) {
    yield { type: 'diagnostic', severity: 'warning', problem };
  }
  return addresses;
}
