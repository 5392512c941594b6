import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { sealVariable } from '../../../source/operations/vault/vault-crypt.ts';
import { diffVaults, revealVaults } from '../../../source/operations/vault/vault-diff.ts';
import { encryptVault, type VaultPassword } from '../../../source/secrets/vault.ts';
import { makeRepository } from '../../fleet/repository.ts';

const pw: VaultPassword = { id: 'default', secret: Buffer.from('pw'), source: 'test' };
const identity = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
};

async function commit(root: string): Promise<void> {
  const git = (...words: string[]) => execa('git', ['-C', root, ...words], { env: identity });
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-q', '-m', 'all');
}

test('the diff names what changed, in the clear, in whole files and inline values', async () => {
  const root = makeRepository({
    'secrets/same.yml': encryptVault('same: 1\n', 'pw'),
    'secrets/changed.yml': encryptVault('keep: 1\nold: 2\n', 'pw'),
    'secrets/gone.yml': encryptVault('gone: 1\n', 'pw'),
    'group_vars/all.yml': `a: 1\n${sealVariable('md5', Buffer.from('before'), { passwords: [pw] })}`,
  });
  await commit(root);
  writeFileSync(join(root, 'secrets/same.yml'), encryptVault('same: 1\n', 'pw'));
  writeFileSync(join(root, 'secrets/changed.yml'), encryptVault('keep: 1\nnew: 3\n', 'pw'));
  writeFileSync(join(root, 'secrets/added.yml'), encryptVault('added: 1\n', 'pw'));
  writeFileSync(
    join(root, 'group_vars/all.yml'),
    `a: 1\n${sealVariable('md5', Buffer.from('after'), { passwords: [pw] })}`,
  );
  rmSync(join(root, 'secrets/gone.yml'));
  const differences = await diffVaults(root, 'HEAD', [], [pw]);
  expect(differences.map(({ file, change }) => `${change} ${file}`)).toEqual([
    'changed group_vars/all.yml',
    'added secrets/added.yml',
    'changed secrets/changed.yml',
    'removed secrets/gone.yml',
  ]);
  expect(differences[0]?.patch).toMatch(/-\s+before\n\+\s+after/);
  expect(differences[2]?.patch).toContain('-old: 2\n+new: 3');
  expect(await diffVaults(root, 'HEAD', ['secrets/added.yml'], [pw])).toHaveLength(1);
});

describe('a text for git diff', () => {
  test('has its vaults opened, or is as it was without the password', () => {
    const vault = encryptVault('a: 1\n', 'pw');
    expect(revealVaults(Buffer.from(vault), [pw], 'f')).toBe('a: 1\n');
    expect(revealVaults(Buffer.from('plain: 1\n'), [pw], 'f')).toBe('plain: 1\n');
    const closed = revealVaults(Buffer.from(vault), [], 'f');
    expect(closed).toContain('# no vault password is known');
    expect(closed).toContain(vault);
  });
});

test('an unknown revision, also one that looks like a flag, is an error in words', async () => {
  const root = makeRepository({ 'a.yml': encryptVault('a: 1\n', 'pw') });
  await commit(root);
  await expect(diffVaults(root, 'nowhere', [], [pw])).rejects.toThrow(/no revision nowhere/);
  await expect(diffVaults(root, '--output=x', [], [pw])).rejects.toThrow(/no revision/);
});
