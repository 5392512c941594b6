import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../basics/problem.ts';
import type { Fleet } from '../fleet/model.ts';
import { readLayout } from './terraform-layout.ts';
import { renderTerraformTemplates } from './terraform-templates.ts';
import { generateTerraformWiring, type WiringFile } from './terraform-wiring.ts';
import { writeTreeFile } from './tree-folder.ts';

/** A file of `terraform/` that follows from the rest of the repository. */
export interface TerraformFile extends WiringFile {
  readonly mode: number;
  /** Against what stands in the repository. */
  readonly change: 'added' | 'changed' | 'unchanged';
  /** It came out of a template with secrets: it is not for git, and its content is never shown. */
  readonly isSecret: boolean;
}

export interface TerraformFiles {
  readonly files: readonly TerraformFile[];
  readonly problems: readonly Problem[];
}

const openMode = 0o644;
const secretMode = 0o600;

/**
 * The generated wiring and the rendered templates of `terraform/`, compared with what stands there. A repository
 * without `terraform/modules` and `templates/terraform` has none; nor has a lab, whose addresses are not production's.
 */
export async function prepareTerraformFiles(fleet: Fleet): Promise<TerraformFiles> {
  if (fleet.mode.kind === 'lab') return { files: [], problems: [] };
  const { layout, existing } = await readLayout(fleet);
  const wiring = generateTerraformWiring(fleet, layout);
  const templates = await renderTerraformTemplates(fleet);
  const files: TerraformFile[] = [];
  const problems = [...wiring.problems, ...templates.problems];
  for (const file of wiring.files) {
    const before = existing.get(file.path);
    if (before !== undefined && !isGenerated(before)) problems.push(describeForeign(file.path));
    else
      files.push({ ...file, mode: openMode, isSecret: false, change: compareWiring(before, file.content) });
  }
  for (const file of templates.files) {
    const before = await readText(join(fleet.root, file.path));
    const change = before === undefined ? 'added' : before === file.content ? 'unchanged' : 'changed';
    const mode = file.isSecret ? secretMode : openMode;
    files.push({ path: file.path, content: file.content, isSecret: file.isSecret, mode, change });
  }
  return { files, problems };
}

/** Writes what differs, each file whole or not at all. */
export async function writeTerraformFiles(root: string, files: readonly TerraformFile[]): Promise<void> {
  for (const file of files) {
    if (file.change !== 'unchanged')
      await writeTreeFile(root, file.path, Buffer.from(file.content, 'utf8'), file.mode);
  }
}

/** Another generator's heading, or a blank line more, is no difference. */
function compareWiring(before: string | undefined, after: string): TerraformFile['change'] {
  if (before === undefined) return 'added';
  return dropHeading(before) === dropHeading(after) ? 'unchanged' : 'changed';
}

function dropHeading(text: string): string {
  return text.replace(/^(?:[ \t]*(?:#.*)?\r?\n)+/, '').trimEnd();
}

/** A file that a person wrote is never replaced: a generated one says so in its first lines. */
function isGenerated(text: string): boolean {
  const heading = /^(?:[ \t]*(?:#.*|\/\/.*)?\r?\n)*/.exec(text)?.[0] ?? '';
  return text.trim() === '' || /generated/i.test(heading);
}

function describeForeign(path: string): Problem {
  return {
    kind: 'terraform-wiring',
    message: `${path} would be generated from the inventory, and somebody wrote it by hand.`,
    place: { file: path },
    attempted: 'generate the Terraform wiring',
    hint: 'Rename it, or delete it to have it generated. Until then it is left as it is.',
  };
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}
