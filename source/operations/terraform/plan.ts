import { OperatorError } from '../../basics/problem.ts';
import { forgetLeftRecord, readApplyRecord } from '../../terraform/apply-record.ts';
import type { TerraformClient, UiExit } from '../../terraform/client.ts';
import { needsInit, type Redact } from '../../terraform/diagnostics.ts';
import type { KeptConfiguration } from '../../terraform/kept-configuration.ts';
import { compareLocks, readProviderLock } from '../../terraform/provider-locks.ts';
import {
  createRunFolder,
  type RunFolder,
  removeRunFolder,
  removeStaleCopies,
} from '../../terraform/run-folder.ts';
import { protectStateFiles } from '../../terraform/state-files.ts';
import { isInitialized } from '../../terraform/workspace.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { refusePlaceholders } from '../sync/guard.ts';
import {
  keepCleanConfiguration,
  keepPlannedConfiguration,
  readAppliedConfiguration,
  readConfiguration,
} from './plan-applied.ts';
import { allOf, classifyPlan, type PlanClasses, writeClasses } from './plan-classify.ts';
import { describePlan, emptyPlan } from './plan-describe.ts';
import { describeFailure, describeThrown } from './plan-failure.ts';
import { type LoadedPlan, loadPlan } from './plan-file.ts';
import { findStoppedServices, writeLabVariables } from './plan-lab.ts';
import { forwardRun } from './plan-run.ts';
import { choosePart, describeScope, isAllMeant } from './plan-scope.ts';
import { createPlanRedactor, findLeftovers, openTerraform } from './plan-session.ts';
import { findWaysOut } from './plan-ways-out.ts';
import type { PlanEvent, PlanResult, PlanScope, TerraformPlan } from './plans.ts';

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
  /** Plan only what the repository meant: what it changed since the last apply, and what that depends on. */
  readonly intended?: boolean;
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
    await removeStaleCopies(privateFolder, Date.now());
    const run = await createRunFolder(privateFolder, Date.now(), record?.runFolder);
    const result = yield* planInto({ session, client, run, redact, signal }, options);
    if (result.kind !== 'failed') return result;
    await removeRunFolder(run.path);
    return { ...result, waysOut: await findWaysOut(result.problem, client.workspace) };
  } catch (error) {
    return { kind: 'failed', problem: describeThrown(error, 'plan', signal) };
  }
}

async function* planInto(job: PlanJob, options: PlanOptions): Operation<PlanEvent, PlanResult> {
  const { session, client } = job;
  if (session.fleet.mode.kind === 'lab') await writeLabVariables(session, client.workspace);
  if (options.upgrade || !(await isInitialized(client.workspace))) {
    const failed = yield* initialize(job, options.upgrade === true);
    if (failed) return failed;
  }
  const stopped = yield* findStopped(job, options);
  const wanted = { ...options, replace: [...(options.replace ?? []), ...stopped] };
  const configuration = await readConfiguration(session, client.workspace);
  const whole = yield* planOnce(job, wanted);
  if ('kind' in whole) return whole;
  const classes = options.refreshOnly
    ? undefined
    : yield* classify(job, whole, configuration, options, stopped);
  return yield* takePart(job, { options: wanted, stopped, configuration, whole, classes });
}

interface WholePlan {
  readonly options: PlanOptions;
  readonly stopped: readonly string[];
  readonly configuration: KeptConfiguration;
  readonly whole: LoadedPlan;
  readonly classes: PlanClasses | undefined;
}

/** The whole plan, or a second one of the part that is wanted; kept beside it is what an apply needs to know. */
async function* takePart(
  job: PlanJob,
  { options, stopped, configuration, whole, classes }: WholePlan,
): Operation<PlanEvent, PlanResult> {
  const { session, client, run } = job;
  if (options.intended) requireClasses(classes);
  const isLimited = session.hosts.length < session.fleet.hosts.length;
  const hosts = isLimited ? new Set<string>(session.hosts.map((host) => host.name)) : undefined;
  const chosen = choosePart(whole.reading, classes, { hosts, intended: options.intended === true });
  const targets = options.targets ?? [];
  const kind = options.intended ? 'intended' : isLimited ? 'hosts' : 'targets';
  const describe = (reading: LoadedPlan['reading'], scope: PlanScope | undefined): TerraformPlan =>
    describePlan(reading, run.planFile, { stopped, classes, scope });
  if (chosen.kind === 'nothing') {
    await removeRunFolder(run.path);
    const empty = emptyPlan(whole.reading);
    const scope = describeScope(kind, targets, whole.reading, empty, classes);
    return { kind: 'planned', plan: describe(empty, scope) };
  }
  let { reading } = whole;
  let scope = targets.length > 0 ? describeScope('targets', targets, reading, reading, classes) : undefined;
  if (chosen.kind === 'targets') {
    const part = yield* planOnce(job, { ...options, targets: chosen.addresses });
    if ('kind' in part) return part;
    scope = describeScope(kind, chosen.addresses, reading, part.reading, classes);
    reading = part.reading;
  }
  const isWhole = targets.length === 0 && (scope === undefined || isAllMeant(scope));
  const completes = isWhole && !options.destroy && !options.refreshOnly;
  await keepPlannedConfiguration(run.path, configuration);
  if (classes)
    await writeClasses(run.path, { classes, scope, completes, destroys: options.destroy === true });
  const isClean = scope === undefined && reading.resources.length === 0 && reading.outputs.length === 0;
  if (completes && isClean && !reading.errored) {
    await keepCleanConfiguration(session, client.workspace, configuration);
    await forgetLeftRecord(client.workspace.privateFolder);
  }
  return { kind: 'planned', plan: describe(reading, scope) };
}

async function* classify(
  { session, client, signal }: PlanJob,
  { reading, json, redact }: LoadedPlan,
  now: KeptConfiguration,
  options: PlanOptions,
  stopped: readonly string[],
): AsyncGenerator<PlanEvent, PlanClasses, void> {
  if (options.destroy) return allOf(reading, 'intended', 'the removal of everything was asked for');
  const applied = await readAppliedConfiguration(session, client.workspace);
  return yield* classifyPlan({
    client,
    reading,
    json,
    now,
    applied,
    requested: options.replace ?? [],
    stopped,
    redact,
    signal,
  });
}

/** Which part was meant is never guessed. */
function requireClasses(classes: PlanClasses | undefined): void {
  const classification = classes?.classification;
  if (classification?.kind === 'classified') return;
  const because = classification?.because ?? 'a plan that only refreshes has no changes of its own';
  throw new OperatorError({
    kind: 'refused',
    message: `It cannot be told which changes were meant: ${because}.`,
    attempted: 'to plan the intended part alone',
    hint: 'Choose the part yourself with --target ADDRESS, or look at the whole plan: peerdeck plan',
  });
}

/** Plans into the run's file and reads it; initialises in between where that is what is missing. */
async function* planOnce(job: PlanJob, options: PlanOptions): Step<LoadedPlan> {
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
  const loaded = await loadPlan(session, client, run.planFile, signal);
  if ('problem' in loaded) return { kind: 'failed', problem: loaded.problem };
  // OpenTofu does not say that a targeted plan is a part.
  const isPart = (options.targets ?? []).length > 0;
  return isPart ? { ...loaded, reading: { ...loaded.reading, complete: false } } : loaded;
}

async function* initialize(job: PlanJob, upgrade: boolean): Step<undefined> {
  yield { type: 'terraform-stage', stage: 'init', ...(upgrade ? { detail: 'with -upgrade' } : {}) };
  const { client, run, redact, signal } = job;
  const { workspace } = client;
  const before = await readProviderLock(workspace.folder);
  const init = client.init(run.path, { upgrade }, signal);
  const exit = yield* forwardRun(init, { stage: 'init', workspace, redact, signal });
  if (exit.code === 0) {
    const providers = compareLocks(before, await readProviderLock(workspace.folder));
    if (upgrade && providers.length > 0) yield { type: 'providers-upgraded', providers };
    return undefined;
  }
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
