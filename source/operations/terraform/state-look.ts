import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../basics/problem.ts';
import { type BackendSettings, replaceBackend } from '../../terraform/backend-block.ts';
import { TerraformClient } from '../../terraform/client.ts';
import type { Redact } from '../../terraform/diagnostics.ts';
import { readState, type StateReading } from '../../terraform/state-text.ts';
import { describeCopyWorkspace } from '../../terraform/workspace.ts';
import { describeFailure } from './plan-failure.ts';
import { drainRun } from './plan-run.ts';

/**
 * What a backend holds, from a module of its own that has nothing but its block: whether it can be reached with the
 * credentials there are, and what a move would write over. Throws OperatorError where it cannot be read.
 */
export async function lookIntoBackend(
  client: TerraformClient,
  backend: BackendSettings,
  redact: Redact,
  signal: AbortSignal,
): Promise<StateReading | undefined> {
  const folder = await mkdtemp(join(client.workspace.privateFolder, 'look-'));
  try {
    const workspace = describeCopyWorkspace(client.workspace, folder);
    await mkdir(workspace.folder, { recursive: true, mode: 0o700 });
    await writeFile(join(workspace.folder, 'backend.tf'), replaceBackend('', backend) ?? '', { mode: 0o600 });
    const copy = new TerraformClient(client.binary, workspace);
    const exit = await drainRun(copy.init(folder, {}, signal));
    if (exit.code === 0) return readState(await copy.pullState(signal));
    const problem = await describeFailure(exit, 'init', workspace, redact);
    throw new OperatorError({ ...problem, attempted: `look into the ${backend.type} backend` });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
