import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../basics/problem.ts';
import { loadSettings } from '../fleet/settings.ts';
import { kindOf, listYamlFiles } from '../fleet/variable-files.ts';
import { isInGit, readGit, splitNames } from './git.ts';
import { isVault } from './vault.ts';

/** The folder of rendered files: configurations with secrets in the clear. */
const renderedFolder = '.rendered';

/**
 * What would give the repository's secrets away: rendered files or the vault password that git tracks or does not
 * ignore, secrets in the clear, files that other users of this machine can read. Each with the command that mends
 * it; nothing is changed.
 */
export async function checkRepository(root: string): Promise<readonly Problem[]> {
  const { vaultPasswordFile } = await loadSettings(root);
  return [
    ...(await checkGit(root, vaultPasswordFile)),
    ...(await checkPasswordFile(root, vaultPasswordFile)),
    ...(await checkRenderedFolder(root)),
    ...(await checkSecrets(root)),
  ];
}

async function checkGit(root: string, passwordFile: string): Promise<readonly Problem[]> {
  if (!(await isInGit(root))) return [];
  const problems: Problem[] = [];
  for (const path of [renderedFolder, passwordFile]) {
    const tracked = splitNames((await readGit(root, 'ls-files', '-z', '--', path)).stdout);
    if (tracked.length > 0) problems.push(describeTracked(path, tracked.length));
    // A folder's own pattern, as `.rendered/`, only matches what is inside a folder.
    const probe = path === renderedFolder ? `${path}/host/file` : path;
    const ignored = await readGit(root, 'check-ignore', '-q', '--no-index', '--', probe);
    if (ignored.exitCode !== 0) problems.push(describeNotIgnored(path));
  }
  return problems;
}

function describeTracked(path: string, count: number): Problem {
  const folder = path === renderedFolder;
  return {
    kind: 'repository-unsafe',
    message: folder
      ? `git tracks ${count} rendered files, which hold secrets in the clear`
      : `git tracks the vault password ${path}`,
    place: { file: path },
    hint: `git rm ${folder ? '-r ' : ''}--cached ${path}; what was pushed has to be counted as known: change it`,
  };
}

function describeNotIgnored(path: string): Problem {
  return {
    kind: 'repository-unsafe',
    message: `git does not ignore ${path}: the next "git add ." would track it`,
    place: { file: '.gitignore' },
    hint: `echo '/${path}${path === renderedFolder ? '/' : ''}' >> .gitignore`,
  };
}

async function checkPasswordFile(root: string, name: string): Promise<readonly Problem[]> {
  const path = join(root, name);
  if ((await kindOf(path)) !== 'file') return [];
  const { mode } = await stat(path);
  const isProgram = (mode & 0o111) !== 0;
  if (isProgram || (mode & 0o077) === 0) return [];
  return [
    {
      kind: 'repository-unsafe',
      message: `the vault password ${name} can be read by other users of this machine`,
      place: { file: name },
      hint: `chmod 600 ${name}`,
    },
  ];
}

async function checkRenderedFolder(root: string): Promise<readonly Problem[]> {
  const path = join(root, renderedFolder);
  if ((await kindOf(path)) !== 'folder' || ((await stat(path)).mode & 0o077) === 0) return [];
  return [
    {
      kind: 'repository-unsafe',
      message: `${renderedFolder} can be entered by other users of this machine`,
      place: { file: renderedFolder },
      hint: `chmod 700 ${renderedFolder}`,
    },
  ];
}

async function checkSecrets(root: string): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const path of await listYamlFiles(join(root, 'secrets'))) {
    if (isVault(await readStart(path))) continue;
    const file = path.slice(root.length + 1);
    problems.push({
      kind: 'repository-unsafe',
      message: `${file} holds secrets in the clear`,
      place: { file },
      hint: `peerdeck vault encrypt ${file}`,
    });
  }
  return problems;
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
