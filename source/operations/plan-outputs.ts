import { findTerraform } from '../terraform/binary.ts';
import { TerraformClient } from '../terraform/client.ts';
import { type HostOutputs, readHostOutputs } from '../terraform/outputs.ts';
import { isInitialized } from '../terraform/workspace.ts';
import { chooseWorkspace } from './plan-session.ts';
import type { FleetSession } from './session.ts';

const none: HostOutputs = { variables: new Map(), sensitive: new Set() };

/**
 * Terraform's outputs as variables of the hosts: none where Terraform was never used on this fleet. Throws where
 * there is no Terraform, or the state cannot be read.
 */
export async function readTerraformOutputs(
  session: Pick<FleetSession, 'fleet' | 'stateFolder'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<HostOutputs> {
  const workspace = chooseWorkspace(session);
  if (!(await isInitialized(workspace))) return none;
  const client = new TerraformClient(await findTerraform(), workspace);
  const hosts = session.fleet.hosts.map((host) => host.name);
  return readHostOutputs(await client.showOutputs(signal), hosts);
}
