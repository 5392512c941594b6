import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { checkRepository } from '../../source/secrets/check-repository.ts';
import { encryptVault } from '../../source/secrets/vault.ts';
import { makeRepository } from '../fleet/repository.ts';

async function makeGitRepository(files: Readonly<Record<string, string>>): Promise<string> {
  const root = makeRepository(files);
  await execa('git', ['-C', root, 'init', '-q']);
  return root;
}

async function listHints(root: string): Promise<readonly (string | undefined)[]> {
  return (await checkRepository(root)).map(({ hint }) => hint);
}

const ignored = { '.gitignore': '/.rendered/\n/.password\n', '.password': 'x' };

test('a repository in order has no problem', async () => {
  const root = await makeGitRepository({ ...ignored, 'secrets/a.yml': encryptVault('a: 1', 'x') });
  mkdirSync(join(root, '.rendered'), { mode: 0o700 });
  expect(await checkRepository(root)).toEqual([]);
});

describe('each danger comes with the command that mends it', () => {
  test('rendered files and the password not ignored', async () => {
    const root = await makeGitRepository({ '.password': 'x' });
    expect(await listHints(root)).toEqual([
      `echo '/.rendered/' >> .gitignore`,
      `echo '/.password' >> .gitignore`,
    ]);
  });

  test('rendered files and the password tracked', async () => {
    const root = await makeGitRepository({ ...ignored, '.rendered/h1/bird.conf': 'password "x";' });
    chmodSync(join(root, '.rendered'), 0o700);
    await execa('git', ['-C', root, 'add', '-f', '.rendered', '.password']);
    const problems = await checkRepository(root);
    expect(problems.map(({ kind }) => kind)).toEqual(['repository-unsafe', 'repository-unsafe']);
    expect(problems[0]?.hint).toContain('git rm -r --cached .rendered');
    expect(problems[1]?.hint).toContain('git rm --cached .password');
  });

  test('secrets in the clear', async () => {
    const root = await makeGitRepository({ ...ignored, 'secrets/a.yml': 'a: 1\n' });
    expect(await listHints(root)).toEqual(['peerdeck vault encrypt secrets/a.yml']);
  });

  test('files that others can read', async () => {
    const root = await makeGitRepository({ ...ignored });
    mkdirSync(join(root, '.rendered'));
    chmodSync(join(root, '.rendered'), 0o755);
    chmodSync(join(root, '.password'), 0o644);
    expect(await listHints(root)).toEqual(['chmod 600 .password', 'chmod 700 .rendered']);
  });

  test('a pattern for the name anywhere ignores it as well', async () => {
    const root = await makeGitRepository({ '.gitignore': '.rendered\n.password\n', '.password': 'x' });
    expect(await listHints(root)).toEqual([]);
  });
});

test('outside of git only the files themselves are looked at', async () => {
  expect(await checkRepository(makeRepository({ '.password': 'x', 'secrets/a.yml': 'a: 1\n' }))).toHaveLength(
    1,
  );
});
