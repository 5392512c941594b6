import type { Problem } from '../../basics/problem.ts';
import type { FleetMode } from '../../fleet/model.ts';
import { createRedactor } from '../../secrets/redaction.ts';
import { findHolder, readApplyRecord } from '../../terraform/apply-record.ts';
import { findTerraform } from '../../terraform/binary.ts';
import { TerraformClient } from '../../terraform/client.ts';
import type { Redact } from '../../terraform/diagnostics.ts';
import { describeErroredState, findErroredState, protectStateFiles } from '../../terraform/state-files.ts';
import { describeUnfinishedApply } from '../../terraform/unfinished-apply.ts';
import {
  describeLabWorkspace,
  describeProductionWorkspace,
  prepareWorkspace,
  type TerraformWorkspace,
} from '../../terraform/workspace.ts';
import type { FleetSession } from '../session.ts';

/** Which Terraform is meant: a fleet's own, or that of a lab of it. */
export interface TerraformPlace {
  readonly root: string;
  readonly mode: FleetMode;
  readonly stateFolder: string;
}

/** The workspace of a mode: production's and a lab's never meet. */
export function chooseWorkspace({ root, mode, stateFolder }: TerraformPlace): TerraformWorkspace {
  return mode.kind === 'lab'
    ? describeLabWorkspace(root, stateFolder, process.env)
    : describeProductionWorkspace(root, stateFolder, process.env);
}

/** Terraform on the session's workspace. Throws where there is no Terraform, or no module for it. */
export async function openTerraform(session: FleetSession): Promise<TerraformClient> {
  const { fleet, stateFolder } = session;
  const workspace = chooseWorkspace({ root: fleet.root, mode: fleet.mode, stateFolder });
  const binary = await findTerraform(process.env, fleet.settings?.terraform);
  await prepareWorkspace(workspace);
  await protectStateFiles(workspace);
  return new TerraformClient(binary, { ...workspace, program: binary.product });
}

/** Redacts the fleet's secrets and these values. */
export function createPlanRedactor(session: FleetSession, values: ReadonlySet<string> = new Set()): Redact {
  return createRedactor(new Set([...session.fleet.secretValues, ...values]));
}

/** What an earlier apply left that an operator must know before the next: each with its way out. */
export async function findLeftovers(workspace: TerraformWorkspace, redact: Redact): Promise<Problem[]> {
  const problems: Problem[] = [];
  const errored = await findErroredState(workspace);
  if (errored !== undefined) problems.push(describeErroredState(errored, workspace));
  const record = await readApplyRecord(workspace.privateFolder);
  if (record !== undefined && (await findHolder(record)) === undefined)
    problems.push(await describeUnfinishedApply(record, redact));
  return problems;
}
