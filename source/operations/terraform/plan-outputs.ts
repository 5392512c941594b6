import { loadSettings } from '../../fleet/settings.ts';
import { findTerraform } from '../../terraform/binary.ts';
import { TerraformClient } from '../../terraform/client.ts';
import { type HostOutputs, readHostOutputs } from '../../terraform/outputs.ts';
import { mayHaveState } from '../../terraform/workspace.ts';
import { chooseWorkspace, type TerraformPlace } from './plan-session.ts';

const none: HostOutputs = { variables: new Map(), sensitive: new Set() };

/**
 * Terraform's outputs as variables of the hosts, for `loadFleet`: none where Terraform was never used on this
 * fleet. Throws where there is no Terraform, or the state cannot be read.
 */
export async function readTerraformOutputs(
  place: TerraformPlace,
  signal: AbortSignal = new AbortController().signal,
): Promise<HostOutputs> {
  const workspace = chooseWorkspace(place);
  if (!(await mayHaveState(workspace))) return none;
  const { terraform } = await loadSettings(place.root);
  const client = new TerraformClient(await findTerraform(process.env, terraform), workspace);
  return readHostOutputs(await client.showOutputs(signal));
}
