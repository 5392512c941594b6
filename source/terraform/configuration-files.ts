import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative } from 'node:path';
import { isInGit, readGit, splitNames } from '../secrets/git.ts';
import type { AppliedMark } from './change-classes.ts';
import type { KeptConfiguration } from './kept-configuration.ts';
import type { TerraformWorkspace } from './workspace.ts';

/** Beyond these a file is left out, and the configuration says so. */
const fileLimit = 1024 * 1024;
const totalLimit = 24 * 1024 * 1024;

/** Never part of a configuration: what Terraform keeps for itself, and what is no text of the repository. */
const passedOver: ReadonlySet<string> = new Set([
  '.terraform',
  '.git',
  'node_modules',
  '.rendered',
  '.password',
]);
const statePattern = /\.tfstate(?:\.|$)|^crash(?:\..*)?\.log$|\.tfstate\.lock\.info$/;

/**
 * Reads everything that Terraform could read of the repository: the module's folder whole, its ignored variables
 * included, then what git does not ignore - or, without git, all files. `.rendered/` only where a `.tf` file names it.
 */
export async function captureConfiguration(
  root: string,
  workspace: TerraformWorkspace,
  mark: AppliedMark,
): Promise<KeptConfiguration> {
  const files: Record<string, string> = {};
  const omitted: string[] = [];
  let total = 0;
  for (const path of await listCandidates(root, workspace)) {
    const entry = await stat(join(root, path)).catch(() => undefined);
    if (!entry?.isFile()) continue;
    if (entry.size > fileLimit || total + entry.size > totalLimit) {
      omitted.push(path);
      continue;
    }
    total += entry.size;
    const content = await readFile(join(root, path)).catch(() => undefined);
    if (content !== undefined) files[path] = content.toString('base64');
  }
  const variableFiles: Record<string, string> = {};
  for (const path of workspace.variableFiles) {
    const content = await readFile(path).catch(() => undefined);
    if (content !== undefined) variableFiles[basename(path)] = content.toString('base64');
  }
  return { mark, files, omitted, variableFiles };
}

/** Paths relative to the repository, the modules first: they have the first claim on what may be kept. */
async function listCandidates(root: string, workspace: TerraformWorkspace): Promise<readonly string[]> {
  const modules = join(root, workspace.shownFolder.split('/')[0] ?? 'terraform');
  const own = (await walk(modules)).map((path) => relative(root, path));
  // A repository that git does not open, as one of another owner, is read as one without git.
  const others = (await isInGit(root).catch(() => false))
    ? splitNames((await readGit(root, 'ls-files', '-z', '-co', '--exclude-standard', '--', '.')).stdout)
    : (await walk(root)).map((path) => relative(root, path));
  const rendered = (await namesRendered(own, root)) ? await walk(join(root, '.rendered')) : [];
  const all = [...own, ...others, ...rendered.map((path) => relative(root, path))];
  return [...new Set(all)].filter(
    (path) => !isAbsolute(path) && !path.startsWith('..') && !statePattern.test(basename(path)),
  );
}

async function namesRendered(paths: readonly string[], root: string): Promise<boolean> {
  for (const path of paths.filter((each) => /\.(?:tf|tofu)$/.test(each))) {
    const text = await readFile(join(root, path), 'utf8').catch(() => '');
    if (text.includes('.rendered')) return true;
  }
  return false;
}

const walkLimit = 20_000;

/** Every file below a folder; nothing where there is none. */
async function walk(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (path: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= walkLimit || passedOver.has(entry.name)) continue;
      const inner = join(path, entry.name);
      if (entry.isDirectory()) await visit(inner);
      else if (entry.isFile()) found.push(inner);
    }
  };
  await visit(folder);
  return found;
}
