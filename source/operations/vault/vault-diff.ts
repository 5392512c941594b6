import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { OperatorError, toProblem } from '../../basics/problem.ts';
import { kindOf } from '../../fleet/variable-files.ts';
import { readGit, splitNames } from '../../secrets/git.ts';
import { hasInlineVaults, replaceInlineVaults } from '../../secrets/inline-vaults.ts';
import { decryptVault, isVault, type VaultPassword } from '../../secrets/vault.ts';
import { readVaultFile } from './vault-files.ts';

const marker = '$ANSIBLE_VAULT;';

export interface VaultDifference {
  readonly file: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** A unified diff of the plain texts: it shows secrets. */
  readonly patch: string;
}

/**
 * What changed in the vaults between a git revision and the work tree, in the clear: whole files and inline values.
 * `files` narrows it down, relative to the root. A vault that no password opens any more is shown as such.
 */
export async function diffVaults(
  root: string,
  revision: string,
  files: readonly string[],
  passwords: readonly VaultPassword[],
): Promise<readonly VaultDifference[]> {
  const commit = await resolveRevision(root, revision);
  const names = [
    ...new Set([...(await listCommitted(root, commit, files)), ...(await listPresent(root, files))]),
  ];
  const differences: VaultDifference[] = [];
  for (const file of names.sort()) {
    const before = await readCommitted(root, commit, file);
    const after = await readPresent(root, file);
    const difference = compare(file, revision, before, after, passwords);
    if (difference !== undefined) differences.push(difference);
  }
  return differences;
}

/**
 * A file as text for `git diff` (`textconv`): its vaults opened. What cannot be opened stays as it is, so that
 * git's own diff still works without the password.
 */
export function revealVaults(data: Buffer, passwords: readonly VaultPassword[], file: string): string {
  if (isVault(data)) return reveal(data, passwords, file);
  const text = data.toString('utf8');
  if (!hasInlineVaults(text)) return text;
  return replaceInlineVaults(text, (vault) => reveal(Buffer.from(vault), passwords, file));
}

function reveal(vault: Buffer, passwords: readonly VaultPassword[], file: string): string {
  try {
    return decryptVault(vault, passwords, file).plain.toString('utf8');
  } catch (error) {
    return `# ${toProblem(error).message}\n${vault.toString('latin1')}`;
  }
}

function compare(
  file: string,
  revision: string,
  before: Buffer | undefined,
  after: Buffer | undefined,
  passwords: readonly VaultPassword[],
): VaultDifference | undefined {
  const [left, right] = [before, after].map((data) =>
    data === undefined ? '' : revealVaults(data, passwords, file),
  );
  if (left === right && (before === undefined) === (after === undefined)) return undefined;
  const names = [
    before === undefined ? '/dev/null' : `a/${file}`,
    after === undefined ? '/dev/null' : `b/${file}`,
  ] as const;
  return {
    file,
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    patch: createTwoFilesPatch(names[0], names[1], left ?? '', right ?? '', revision, 'work tree', {
      context: 3,
    }),
  };
}

async function resolveRevision(root: string, revision: string): Promise<string> {
  const { exitCode, stdout, stderr } = await readGit(
    root,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  );
  if (exitCode === 0) return stdout.toString().trim();
  throw new OperatorError({
    kind: 'git-failed',
    message: `git knows no revision ${revision} here`,
    attempted: 'to compare the vaults with what was committed',
    ...(stderr === '' ? {} : { answer: stderr }),
    hint: 'name a commit, a branch or a tag; git log --oneline lists the commits',
  });
}

async function listCommitted(
  root: string,
  commit: string,
  files: readonly string[],
): Promise<readonly string[]> {
  const { stdout } = await readGit(
    root,
    'grep',
    '-l',
    '-z',
    '-a',
    '-F',
    '-e',
    marker,
    commit,
    '--',
    ...files,
  );
  return splitNames(stdout).map((name) => name.slice(commit.length + 1));
}

async function listPresent(root: string, files: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await readGit(
    root,
    'grep',
    '-l',
    '-z',
    '-a',
    '-F',
    '--untracked',
    '-e',
    marker,
    '--',
    ...files,
  );
  return splitNames(stdout);
}

async function readCommitted(root: string, commit: string, file: string): Promise<Buffer | undefined> {
  const { exitCode, stdout } = await readGit(root, 'cat-file', 'blob', `${commit}:./${file}`);
  return exitCode === 0 ? stdout : undefined;
}

async function readPresent(root: string, file: string): Promise<Buffer | undefined> {
  const path = join(root, file);
  return (await kindOf(path)) === 'file' ? readVaultFile(path) : undefined;
}
