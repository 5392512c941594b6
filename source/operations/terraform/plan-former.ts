import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Problem } from '../../basics/problem.ts';
import { TerraformClient, type UiExit } from '../../terraform/client.ts';
import type { Redact } from '../../terraform/diagnostics.ts';
import { type KeptConfiguration, layOutConfiguration } from '../../terraform/kept-configuration.ts';
import {
  describeCopyWorkspace,
  readWorkspaceName,
  type TerraformWorkspace,
} from '../../terraform/workspace.ts';
import { describeFailure } from './plan-failure.ts';
import { drainRun } from './plan-run.ts';

/** Today's plan of an earlier configuration, as `show -json` gives it, or why there is none. */
export type FormerPlan =
  | { readonly kind: 'planned'; readonly json: unknown }
  | { readonly kind: 'failed'; readonly problem: Problem };

interface FormerRequest {
  readonly client: TerraformClient;
  readonly configuration: KeptConfiguration;
  /** Addresses whose replacement today's plan asks for as well. */
  readonly replace: readonly string[];
  readonly redact: Redact;
  readonly signal: AbortSignal;
}

/**
 * Plans an earlier configuration against a copy of today's state, in a folder of its own that is removed after. The
 * state, its backend and its lock are left alone; providers are asked as by any plan.
 */
export async function planFormer({
  client,
  configuration,
  replace,
  redact,
  signal,
}: FormerRequest): Promise<FormerPlan> {
  const folder = await mkdtemp(join(client.workspace.privateFolder, 'former-'));
  try {
    const workspace = describeCopyWorkspace(client.workspace, folder);
    await layOut(client, configuration, workspace, folder, signal);
    const copy = new TerraformClient(client.binary, workspace);
    const failed = await initialize(copy, client.workspace, folder, redact, signal);
    if (failed) return failed;
    const planFile = join(folder, 'former.tfplan');
    const request = { planFile, targets: [], replace, mode: 'ordinary', unlocked: true } as const;
    const exit = await drainRun(copy.plan(request, folder, signal));
    if (exit.code !== 0)
      return { kind: 'failed', problem: await describeFailure(exit, 'plan', workspace, redact) };
    return { kind: 'planned', json: await copy.showPlan(planFile, signal) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function layOut(
  client: TerraformClient,
  configuration: KeptConfiguration,
  workspace: TerraformWorkspace,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await layOutConfiguration(configuration, join(folder, 'tree'));
  for (const [name, content] of Object.entries(configuration.variableFiles))
    await writeFile(join(folder, name), Buffer.from(content, 'base64'), { mode: 0o600 });
  const states = join(folder, 'states');
  const name = await readWorkspaceName(client.workspace);
  const stateFile = name === 'default' ? workspace.stateFile : join(states, name, 'terraform.tfstate');
  await mkdir(dirname(stateFile), { recursive: true, mode: 0o700 });
  await writeFile(stateFile, await client.pullState(signal), { mode: 0o600 });
  // An override takes the place of whichever backend the configuration has.
  const backend = { local: { path: workspace.stateFile, workspace_dir: states } };
  await writeFile(
    join(workspace.folder, 'peerdeck_override.tf.json'),
    JSON.stringify({ terraform: { backend } }),
    { mode: 0o600 },
  );
}

/** With the providers that are installed already, else with those that init finds. */
async function initialize(
  copy: TerraformClient,
  original: TerraformWorkspace,
  folder: string,
  redact: Redact,
  signal: AbortSignal,
): Promise<Extract<FormerPlan, { kind: 'failed' }> | undefined> {
  const pluginFolder = join(original.dataFolder, 'providers');
  let exit: UiExit = await drainRun(copy.init(folder, { pluginFolder }, signal));
  if (exit.code !== 0) exit = await drainRun(copy.init(folder, {}, signal));
  if (exit.code === 0) return undefined;
  return { kind: 'failed', problem: await describeFailure(exit, 'init', copy.workspace, redact) };
}
