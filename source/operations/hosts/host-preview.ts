import { cp, lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../basics/problem.ts';
import { loadFleet } from '../../fleet/load-fleet.ts';
import type { Fleet } from '../../fleet/model.ts';
import { readRecord } from '../../lab/state/record.ts';
import { renderFleet } from '../../rendering/render-fleet.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import { prepareTerraformFiles } from '../../rendering/terraform-files.ts';
import type { FleetSession } from '../session.ts';
import type { SourceEdit } from './source-edits.ts';

/** A fleet as it would be after edits of its repository. */
export interface EditedFleet {
  readonly fleet: Fleet;
  readonly tree: RenderedTree;
  /** Files that `render` makes otherwise below `terraform/` than without the edits. */
  readonly terraform: readonly string[];
  readonly problems: readonly Problem[];
}

const previewPrefix = 'preview-';
/** Milliseconds; making one takes seconds. */
const staleAfter = 3_600_000;

const passedOver = new Set(['.git', '.terraform', '.rendered', 'node_modules']);

/**
 * Reads and renders the fleet as these edits would make it, without touching the repository: from a folder of links to
 * it, with copies of what is edited. Nothing of it is left when this returns.
 */
export async function previewEdits(
  session: FleetSession,
  edits: readonly SourceEdit[],
): Promise<EditedFleet> {
  const { root, mode } = session.fleet;
  await mkdir(session.stateFolder, { recursive: true, mode: 0o700 });
  await removeOldPreviews(session.stateFolder);
  const folder = await mkdtemp(join(session.stateFolder, previewPrefix));
  const copy = join(folder, basename(root));
  try {
    await linkRepository(root, copy, edits);
    const overlay = mode.kind === 'lab' ? (await readRecord(session.stateFolder))?.overlay : undefined;
    const fleet = await loadFleet({
      root: copy,
      mode,
      // Its passwords are those of the repository it is a copy of.
      passwords: { ...session.passwords, openRepository: () => session.passwords.openRepository(root) },
      ...(overlay && { overlay }),
    });
    const { tree, problems } = await renderFleet(fleet);
    const terraform = await prepareTerraformFiles(fleet);
    const before = await prepareTerraformFiles(session.fleet);
    const known = new Map(before.files.map(({ path, content }) => [path, `${content}`]));
    return {
      fleet,
      tree,
      terraform: terraform.files
        .filter(({ path, content }) => known.get(path) !== `${content}`)
        .map(({ path }) => path),
      problems: [...problems, ...terraform.problems],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a console that was killed in the middle left behind. */
async function removeOldPreviews(stateFolder: string): Promise<void> {
  for (const name of await readdir(stateFolder)) {
    if (!name.startsWith(previewPrefix)) continue;
    const path = join(stateFolder, name);
    const { mtimeMs } = await lstat(path);
    if (Date.now() - mtimeMs > staleAfter) await rm(path, { recursive: true, force: true });
  }
}

async function linkRepository(root: string, copy: string, edits: readonly SourceEdit[]): Promise<void> {
  await mkdir(copy);
  const edited = new Set(edits.map(({ file }) => file.split('/')[0]));
  // What is rendered for Terraform is compared with what stands there.
  edited.add('terraform');
  for (const name of await readdir(root)) {
    if (passedOver.has(name)) continue;
    const from = join(root, name);
    if (!edited.has(name)) await symlink(from, join(copy, name));
    else
      await cp(from, join(copy, name), {
        recursive: true,
        filter: async (path) =>
          !passedOver.has(basename(path)) && !isState(path) && !(await lstat(path)).isSocket(),
      });
  }
  for (const { file, after } of edits) {
    const path = join(copy, file);
    if (after === undefined) await rm(path, { force: true });
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, after, { mode: 0o600 });
    }
  }
}

/** A state holds secrets and is of no use here. */
function isState(path: string): boolean {
  return /\.tfstate(?:\.|$)/.test(basename(path));
}
