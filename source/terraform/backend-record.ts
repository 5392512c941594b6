import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asRecord, asText, field, parseJson } from './json.ts';
import type { TerraformWorkspace } from './workspace.ts';

/**
 * The type of the backend that the module was initialised with, such as `pg`; `local` where none was chosen. Terraform
 * keeps it, without what came from the environment, in its folder of data.
 */
export async function readBackendType(workspace: TerraformWorkspace): Promise<string> {
  const text = await readFile(join(workspace.dataFolder, 'terraform.tfstate'), 'utf8').catch(() => '');
  return asText(field(asRecord(field(asRecord(parseJson(text)), 'backend')), 'type')) ?? 'local';
}
