import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../source/fleet/yaml.ts';
import { PyDict } from '../../../source/jinja/values.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import {
  decryptFiles,
  encryptFiles,
  rekeyFiles,
  sealVariable,
  type VaultEvent,
  viewVault,
} from '../../../source/operations/vault/vault-crypt.ts';
import { findVaults } from '../../../source/operations/vault/vault-find.ts';
import { decryptVault, encryptVault, type VaultPassword } from '../../../source/secrets/vault.ts';
import { makeRepository } from '../../fleet/repository.ts';

const pw: VaultPassword = { id: 'default', secret: Buffer.from('pw'), source: 'test' };
const prod: VaultPassword = { id: 'prod', secret: Buffer.from('other'), source: 'test' };

async function collect(operation: AsyncGenerator<VaultEvent, unknown, void>): Promise<readonly string[]> {
  const lines: string[] = [];
  await runOperation(operation, (event) => {
    if (event.type === 'vault-file') lines.push(`${event.change} ${event.id} ${event.inline ?? ''}`.trim());
  });
  return lines;
}

test('encrypt, view, decrypt: each file in place, for its owner alone', async () => {
  const root = makeRepository({ 'a.yml': 'a: 1\n', 'b.bin': '\u0000\u00ff' });
  const files = [join(root, 'a.yml'), join(root, 'b.bin')];
  expect(await collect(encryptFiles(files, { passwords: [pw, prod], id: 'prod' }))).toEqual([
    'encrypted prod',
    'encrypted prod',
  ]);
  expect(statSync(files[0] ?? '').mode & 0o777).toBe(0o600);
  expect((await viewVault(files[0] ?? '', [prod])).toString()).toBe('a: 1\n');
  expect(await collect(decryptFiles(files, { passwords: [prod] }))).toEqual([
    'decrypted prod',
    'decrypted prod',
  ]);
  expect(readFileSync(files[0] ?? '', 'utf8')).toBe('a: 1\n');
  expect(readFileSync(files[1] ?? '', 'utf8')).toBe('\u0000\u00ff');
});

describe('nothing is written when one file cannot be', () => {
  test('encrypted twice', async () => {
    const root = makeRepository({ 'a.yml': 'a: 1\n', 'b.yml': encryptVault('x', 'pw') });
    const files = [join(root, 'a.yml'), join(root, 'b.yml')];
    await expect(collect(encryptFiles(files, { passwords: [pw] }))).rejects.toThrow(
      /b\.yml is encrypted already/,
    );
    expect(readFileSync(join(root, 'a.yml'), 'utf8')).toBe('a: 1\n');
  });

  test('rekeyed, with a vault of another password among them', async () => {
    const first = encryptVault('x', 'pw');
    const root = makeRepository({ 'a.yml': first, 'b.yml': encryptVault('x', 'unknown') });
    const files = [join(root, 'a.yml'), join(root, 'b.yml')];
    await expect(collect(rekeyFiles(files, [pw], prod))).rejects.toThrow(/b\.yml/);
    expect(readFileSync(join(root, 'a.yml'), 'utf8')).toBe(first);
  });

  test('the password to encrypt with is not plain', async () => {
    const root = makeRepository({ 'a.yml': 'a: 1\n' });
    await expect(
      collect(encryptFiles([join(root, 'a.yml')], { passwords: [pw, prod] })),
    ).rejects.toMatchObject({
      problem: { kind: 'usage', message: expect.stringContaining('default, prod') },
    });
  });
});

test('rekey takes whole files and the inline vaults of a repository, and ansible-vault reads both', async () => {
  const inline = sealVariable('md5', Buffer.from('tcp md5'), { passwords: [pw] });
  const root = makeRepository({
    'inventory/hosts.yml': 'all: {hosts: {h1: }}\n',
    'group_vars/all.yml': `plain: 1\n${inline}deep:\n  list:\n    - ${inline.replace('md5: ', '').replaceAll(/^ {10}/gm, '        ')}after: 2\n`,
    'secrets/secrets.yml': encryptVault('token: abc\n', 'pw'),
    'new-password': 'other\n',
  });
  const files = await findVaults(root);
  expect(files).toEqual(['group_vars/all.yml', 'secrets/secrets.yml']);
  const events = await collect(
    rekeyFiles(
      files.map((file) => join(root, file)),
      [pw],
      prod,
    ),
  );
  expect(events).toEqual(['rekeyed prod 2', 'rekeyed prod']);
  const text = readFileSync(join(root, 'group_vars/all.yml'), 'utf8');
  const open = (cipherText: string) => decryptVault(cipherText, [prod], 'f').plain.toString();
  const value = readYaml({ file: 'f', text, openInlineVault: open });
  expect(value instanceof PyDict && [value.get('plain'), value.get('md5'), value.get('after')]).toEqual([
    1,
    'tcp md5',
    2,
  ]);
  const { stdout } = await execa(
    '/usr/bin/ansible',
    [
      'h1',
      '-i',
      'inventory',
      '--playbook-dir',
      root,
      '-c',
      'local',
      '-m',
      'debug',
      '-a',
      'msg={{ md5 }}/{{ deep.list[0] }}/{{ token }}',
      '-e',
      '@secrets/secrets.yml',
      '--vault-id',
      `prod@${join(root, 'new-password')}`,
    ],
    { cwd: root },
  );
  expect(stdout).toContain('tcp md5/tcp md5/abc');
});

test('an inline value is written as ansible-vault encrypt_string writes it', async () => {
  const root = makeRepository({ password: 'pw\n' });
  const { stdout } = await execa(
    '/usr/bin/ansible-vault',
    ['encrypt_string', '--vault-password-file', join(root, 'password'), '--stdin-name', 'md5'],
    { input: 'tcp md5' },
  );
  const ours = sealVariable('md5', Buffer.from('tcp md5'), { passwords: [pw] });
  const shape = (text: string) => text.trimEnd().replaceAll(/[0-9a-f]/g, 'x');
  expect(shape(ours)).toBe(shape(stdout));
});

test('a file that cannot be written stays as it was', async () => {
  const root = makeRepository({ 'a.yml': 'a: 1\n' });
  const operation = encryptFiles([join(root, 'a.yml')], {
    passwords: [pw],
    output: join(root, 'nowhere', 'b.yml'),
  });
  await expect(collect(operation)).rejects.toMatchObject({ problem: { kind: 'file-unwritable' } });
  writeFileSync(join(root, 'b.yml'), 'b: 1\n');
  await expect(viewVault(join(root, 'b.yml'), [pw])).rejects.toThrow(/is not encrypted/);
});
