import { stat } from 'node:fs/promises';
import { OperatorError, type Problem } from '../basics/problem.ts';
import type { TerraformClient } from '../terraform/client.ts';
import type { PlanReading } from '../terraform/plan-model.ts';
import { parsePlan } from '../terraform/plan-parser.ts';
import { collectSensitiveValues } from '../terraform/plan-secrets.ts';
import { readResourcePlaces } from '../terraform/resource-places.ts';
import { isSavedPlan } from '../terraform/run-folder.ts';
import type { TerraformWorkspace } from '../terraform/workspace.ts';
import { describePlan } from './plan-describe.ts';
import { describeThrown } from './plan-failure.ts';
import { createPlanRedactor, openTerraform } from './plan-session.ts';
import type { PlanResult } from './plans.ts';
import type { FleetSession } from './session.ts';

/** Reads a plan that `plan` saved for this fleet, as it was shown then. */
export async function readSavedPlan(
  session: FleetSession,
  planFile: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<PlanResult> {
  try {
    const client = await openTerraform(session);
    await requireSavedPlan(planFile, client.workspace);
    const reading = await readPlanFile(session, client, planFile, signal);
    if ('problem' in reading) return { kind: 'failed', problem: reading.problem };
    return { kind: 'planned', plan: describePlan(reading, planFile) };
  } catch (error) {
    return { kind: 'failed', problem: describeThrown(error, 'plan', signal) };
  }
}

/** The plan as data, redacted by the fleet's secrets and by what the plan itself marks. */
export async function readPlanFile(
  session: FleetSession,
  client: TerraformClient,
  planFile: string,
  signal: AbortSignal,
): Promise<PlanReading | { readonly problem: Problem }> {
  const json = await client.showPlan(planFile, signal);
  const { folder, shownFolder } = client.workspace;
  const reading = parsePlan(json, {
    findPlace: await readResourcePlaces(json, folder, shownFolder),
    redact: createPlanRedactor(session, collectSensitiveValues(json)),
    hosts: session.fleet.hosts.map((host) => host.name),
  });
  const [problem] = reading.problems;
  return problem === undefined ? reading : { problem };
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
