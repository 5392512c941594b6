import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError, type Problem } from '../../basics/problem.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import type { Redact } from '../../terraform/diagnostics.ts';
import type { PlanReading } from '../../terraform/plan-model.ts';
import { parsePlan } from '../../terraform/plan-parser.ts';
import { collectSensitiveValues } from '../../terraform/plan-secrets.ts';
import { readResourcePlaces } from '../../terraform/resource-places.ts';
import { isSavedPlan } from '../../terraform/run-folder.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';
import type { FleetSession } from '../session.ts';
import { readClasses } from './plan-classify.ts';
import { describePlan } from './plan-describe.ts';
import { describeThrown } from './plan-failure.ts';
import { createPlanRedactor, openTerraform } from './plan-session.ts';
import type { PlanResult } from './plans.ts';

/** Reads a plan that `plan` saved for this fleet, as it was shown then. */
export async function readSavedPlan(
  session: FleetSession,
  planFile: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<PlanResult> {
  try {
    const client = await openTerraform(session);
    await requireSavedPlan(planFile, client.workspace);
    const loaded = await loadPlan(session, client, planFile, signal);
    if ('problem' in loaded) return { kind: 'failed', problem: loaded.problem };
    const saved = await readClasses(dirname(planFile));
    const { reading } = loaded;
    const complete = reading.complete && saved?.scope === undefined;
    return { kind: 'planned', plan: describePlan({ ...reading, complete }, planFile, saved) };
  } catch (error) {
    return { kind: 'failed', problem: describeThrown(error, 'plan', signal) };
  }
}

/** A saved plan as data, and as Terraform gave it: with secrets in clear, never to be shown or written. */
export interface LoadedPlan {
  readonly reading: PlanReading;
  readonly json: unknown;
  /** Hides the fleet's secrets and what the plan itself marks. */
  readonly redact: Redact;
}

/** Reads a saved plan. */
export async function loadPlan(
  session: FleetSession,
  client: TerraformClient,
  planFile: string,
  signal: AbortSignal,
): Promise<LoadedPlan | { readonly problem: Problem }> {
  const json = await client.showPlan(planFile, signal);
  const { folder, shownFolder } = client.workspace;
  const redact = createPlanRedactor(session, collectSensitiveValues(json));
  const reading = parsePlan(json, {
    findPlace: await readResourcePlaces(json, folder, shownFolder, client.binary.product),
    redact,
    hosts: session.fleet.hosts.map((host) => host.name),
  });
  const [problem] = reading.problems;
  return problem === undefined ? { reading, json, redact } : { problem };
}

/** A plan of another fleet, of production in a lab, or from anywhere else is never applied. */
export async function requireSavedPlan(planFile: string, workspace: TerraformWorkspace): Promise<void> {
  const attempted = `apply ${planFile}`;
  if (!isSavedPlan(workspace.privateFolder, planFile)) {
    throw new OperatorError({
      kind: 'refused',
      message: 'This plan was not made for this fleet in this mode.',
      attempted,
      hint: 'Plan again.',
    });
  }
  await stat(planFile).catch((error: unknown) => {
    throw new OperatorError(
      {
        kind: 'plan-stale',
        message: 'The saved plan is gone: it was applied already, or newer ones took its place.',
        attempted,
        hint: 'Plan again.',
      },
      { cause: error },
    );
  });
}
