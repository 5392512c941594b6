import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isEncrypted } from '../../fleet/vault-access.ts';
import { captureConfiguration } from '../../terraform/configuration-files.ts';
import {
  checksumConfiguration,
  type KeptConfiguration,
  packConfiguration,
  unpackConfiguration,
} from '../../terraform/kept-configuration.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';
import { readCommit } from '../journal/journal-commit.ts';
import type { FleetSession } from '../session.ts';
import { openStateVault } from './state-vault.ts';

const appliedName = 'applied-configuration';
const plannedName = 'configuration';

/** The configuration as it is now, with its commit. */
export async function readConfiguration(
  session: FleetSession,
  workspace: TerraformWorkspace,
): Promise<KeptConfiguration> {
  const { root } = session.fleet;
  const mark = { at: new Date().toISOString(), ...(await readCommit(root)) };
  return captureConfiguration(root, workspace, mark);
}

/** Keeps the configuration that a plan was made from beside the plan. */
export async function keepPlannedConfiguration(runFolder: string, kept: KeptConfiguration): Promise<void> {
  await writeFile(join(runFolder, plannedName), await packConfiguration(kept), { mode: 0o600 });
}

/** Makes it the last applied one: all that the plan's configuration means is there now. */
export async function keepAppliedConfiguration(
  session: FleetSession,
  workspace: TerraformWorkspace,
  kept: KeptConfiguration,
): Promise<void> {
  const mark = { ...kept.mark, at: new Date().toISOString() };
  const packed = await packConfiguration({ ...kept, mark });
  const sealed = (await openStateVault(session))?.seal?.(packed);
  const path = join(workspace.privateFolder, appliedName);
  await writeFile(`${path}.new`, sealed ?? packed, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The same after a plan that found nothing to do; what is kept already keeps its date. */
export async function keepCleanConfiguration(
  session: FleetSession,
  workspace: TerraformWorkspace,
  kept: KeptConfiguration,
): Promise<void> {
  const applied = await readAppliedConfiguration(session, workspace);
  if (applied === undefined || checksumConfiguration(applied) !== checksumConfiguration(kept))
    await keepAppliedConfiguration(session, workspace, kept);
}

/** The configuration that a plan in this folder was made from. */
export async function readPlannedConfiguration(runFolder: string): Promise<KeptConfiguration | undefined> {
  const bytes = await readFile(join(runFolder, plannedName)).catch(() => undefined);
  return bytes && unpackConfiguration(bytes);
}

/** The configuration that was applied last; undefined where none was kept, or none can be read. */
export async function readAppliedConfiguration(
  session: FleetSession,
  workspace: TerraformWorkspace,
): Promise<KeptConfiguration | undefined> {
  const path = join(workspace.privateFolder, appliedName);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || !isEncrypted(bytes)) return bytes && unpackConfiguration(bytes);
  const vault = await openStateVault(session);
  return vault && unpackConfiguration(vault.read(bytes, { file: path }));
}

/** After everything was taken down nothing is applied. */
export async function forgetAppliedConfiguration(workspace: TerraformWorkspace): Promise<void> {
  await rm(join(workspace.privateFolder, appliedName), { force: true });
}
