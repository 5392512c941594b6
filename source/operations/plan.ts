import { OperatorError, toProblem } from '../basics/problem.ts';
import type { TerraformClient, UiExit } from '../terraform/client.ts';
import { needsInit, type Redact } from '../terraform/diagnostics.ts';
import { formatAttribute, type PlannedResource, type PlanReading } from '../terraform/plan-model.ts';
import { parsePlan } from '../terraform/plan-parser.ts';
import { collectSensitiveValues } from '../terraform/plan-secrets.ts';
import { createRunFolder, type RunFolder, removeRunFolder } from '../terraform/run-folder.ts';
import { protectStateFiles } from '../terraform/state-files.ts';
import { isInitialized } from '../terraform/workspace.ts';
import type { Operation } from './operation.ts';
import { describeFailure } from './plan-failure.ts';
import { limitPlan } from './plan-limit.ts';
import { forwardRun } from './plan-run.ts';
import { createPlanRedactor, findLeftovers, openTerraform } from './plan-session.ts';
import type { PlanEvent, PlanResult, ResourceAction, ResourceChange, TerraformPlan } from './plans.ts';
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

/** A step of the operation that ends in a result when it failed, and in a value when the next may follow. */
type Step<Value> = AsyncGenerator<PlanEvent, Extract<PlanResult, { kind: 'failed' }> | Value, void>;

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
    const client = await openTerraform(session);
    const redact = createPlanRedactor(session);
    for (const problem of await findLeftovers(client.workspace, redact))
      yield { type: 'diagnostic', severity: 'warning', problem };
    const run = await createRunFolder(client.workspace.privateFolder, Date.now());
    const result = yield* planInto(run, client, session, options, redact, signal);
    if (result.kind === 'failed') await removeRunFolder(run.path);
    return result;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { kind: 'failed', problem: toProblem(error) };
  }
}

async function* planInto(
  run: RunFolder,
  client: TerraformClient,
  session: FleetSession,
  options: PlanOptions,
  redact: Redact,
  signal: AbortSignal,
): Operation<PlanEvent, PlanResult> {
  if (options.upgrade || !(await isInitialized(client.workspace))) {
    const failed = yield* initialize(run, client, options.upgrade === true, redact, signal);
    if (failed) return failed;
  }
  const first = yield* planOnce(run, client, session, options, redact, signal);
  if (first.kind === 'failed') return first;
  const limited = limitPlan(first.reading, new Set(session.hosts.map((host) => host.name)));
  if (session.hosts.length === session.fleet.hosts.length || limited.kind === 'whole')
    return { kind: 'planned', plan: describePlan(first.reading, run.planFile) };
  if (limited.kind === 'nothing') {
    await removeRunFolder(run.path);
    return { kind: 'planned', plan: describePlan(emptyPlan(first.reading), run.planFile) };
  }
  const scoped = { ...options, targets: limited.addresses };
  const second = yield* planOnce(run, client, session, scoped, redact, signal);
  if (second.kind === 'failed') return second;
  return { kind: 'planned', plan: describePlan(second.reading, run.planFile) };
}

type PlannedOnce =
  | { readonly kind: 'read'; readonly reading: PlanReading }
  | Extract<PlanResult, { kind: 'failed' }>;

/** Plans into the run's file and reads it; initialises in between where that is what is missing. */
async function* planOnce(
  run: RunFolder,
  client: TerraformClient,
  session: FleetSession,
  options: PlanOptions,
  redact: Redact,
  signal: AbortSignal,
): AsyncGenerator<PlanEvent, PlannedOnce, void> {
  let exit = yield* runPlan(run, client, options, redact, signal);
  if (exit.code !== 0 && exit.diagnostics.some(needsInit)) {
    const failed = yield* initialize(run, client, false, redact, signal);
    if (failed) return failed;
    exit = yield* runPlan(run, client, options, redact, signal);
  }
  await protectStateFiles(client.workspace);
  if (exit.code !== 0)
    return { kind: 'failed', problem: await describeFailure(exit, 'plan', client.workspace, redact) };
  yield { type: 'terraform-stage', stage: 'show' };
  const json = await client.showPlan(run.planFile, signal);
  const reading = parsePlan(json, {
    redact: createPlanRedactor(session, collectSensitiveValues(json)),
    hosts: session.fleet.hosts.map((host) => host.name),
  });
  const unreadable = reading.problems[0];
  return unreadable === undefined ? { kind: 'read', reading } : { kind: 'failed', problem: unreadable };
}

/** What is left of a plan that does nothing for the hosts wanted: other hosts' changes are pending. */
function emptyPlan(reading: PlanReading): PlanReading {
  const counts = { add: 0, change: 0, remove: 0, import: 0 };
  return { ...reading, resources: [], outputs: [], counts, complete: false, applyable: false };
}

async function* initialize(
  run: RunFolder,
  client: TerraformClient,
  upgrade: boolean,
  redact: Redact,
  signal: AbortSignal,
): Step<undefined> {
  yield { type: 'terraform-stage', stage: 'init', ...(upgrade ? { detail: 'with -upgrade' } : {}) };
  const { workspace } = client;
  const exit = yield* forwardRun(client.init(run.path, upgrade, signal), {
    stage: 'init',
    workspace,
    redact,
    signal,
  });
  if (exit.code === 0) return undefined;
  return { kind: 'failed', problem: await describeFailure(exit, 'init', client.workspace, redact) };
}

async function* runPlan(
  run: RunFolder,
  client: TerraformClient,
  options: PlanOptions,
  redact: Redact,
  signal: AbortSignal,
): AsyncGenerator<PlanEvent, UiExit, void> {
  yield { type: 'terraform-stage', stage: 'plan' };
  const request = {
    planFile: run.planFile,
    targets: options.targets ?? [],
    replace: options.replace ?? [],
    mode: options.destroy ? 'destroy' : options.refreshOnly ? 'refresh-only' : 'ordinary',
  } as const;
  const { workspace } = client;
  return yield* forwardRun(client.plan(request, run.path, signal), {
    stage: 'plan',
    workspace,
    redact,
    signal,
  });
}

/** The plan in the words of every pane: changes by resource, and everything else as detail. */
function describePlan(reading: PlanReading, planFile: string): TerraformPlan {
  const { add, change, remove } = reading.counts;
  return { changes: reading.resources.map(describeResource), add, change, remove, planFile, detail: reading };
}

function describeResource(resource: PlannedResource): ResourceChange {
  const reason = describeReason(resource);
  return {
    address: resource.address,
    action: toAction(resource),
    ...(reason === undefined ? {} : { reason }),
    ...(resource.host === undefined ? {} : { host: resource.host }),
    attributes: resource.attributes.map((attribute) => ({
      path: attribute.path,
      before: formatAttribute(attribute.before),
      after: formatAttribute(attribute.after),
    })),
  };
}

function toAction(resource: PlannedResource): ResourceAction {
  return resource.action === 'forget' ? 'no-op' : resource.action;
}

function describeReason(resource: PlannedResource): string | undefined {
  const reasons = [
    ...(resource.action === 'forget' ? ['it leaves the state and stays as it is'] : []),
    ...(resource.movedFrom === undefined ? [] : [`moved from ${resource.movedFrom}`]),
    ...(resource.reason === undefined ? [] : [resource.reason]),
  ];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
