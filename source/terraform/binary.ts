import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { OperatorError } from '../basics/problem.ts';

export interface TerraformBinary {
  /** Absolute path. */
  readonly path: string;
  readonly product: 'terraform' | 'tofu';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds Terraform: `PEERDECK_TERRAFORM` (a name or a path; `--terraform-binary` sets it), else the one the repository's
 * settings name, else `terraform`, else `tofu` on the PATH. Throws `terraform-missing`, which only concerns plan, apply
 * and state.
 */
export async function findTerraform(
  environment: Environment = process.env,
  setting?: TerraformBinary['product'],
): Promise<TerraformBinary> {
  const wanted = environment['PEERDECK_TERRAFORM'];
  const names = wanted ? [wanted] : setting ? [setting] : ['terraform', 'tofu'];
  for (const name of names) {
    const path = await findExecutable(name, environment['PATH'] ?? '');
    if (path !== undefined) return { path, product: basename(path).includes('tofu') ? 'tofu' : 'terraform' };
  }
  throw new OperatorError({
    kind: 'terraform-missing',
    message: describeMissing(wanted, setting),
    attempted: 'find Terraform',
    hint: 'Install it from https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install, or set PEERDECK_TERRAFORM to its path. Only plan and apply need it.',
  });
}

function describeMissing(wanted: string | undefined, setting: string | undefined): string {
  if (wanted) return `PEERDECK_TERRAFORM is ${wanted}, and there is no such program.`;
  if (setting) return `peerdeck.yml asks for ${setting}, and there is none on the PATH.`;
  return 'There is no terraform and no tofu on the PATH.';
}

async function findExecutable(name: string, path: string): Promise<string | undefined> {
  const candidates = name.includes('/')
    ? [resolve(name)]
    : path
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, name));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
