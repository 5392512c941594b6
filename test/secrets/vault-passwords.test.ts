import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encryptVault } from '../../source/secrets/vault.ts';
import {
  createVaultPasswords,
  loadPasswords,
  type PasswordOptions,
} from '../../source/secrets/vault-passwords.ts';
import { makeRepository } from '../fleet/repository.ts';

function writeProgram(root: string, name: string, script: string): string {
  const path = join(root, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o700);
  return path;
}

async function load(root: string, options: PasswordOptions = {}): Promise<readonly string[]> {
  const passwords = await loadPasswords(root, { environment: {}, workingFolder: root, ...options });
  return passwords.map(({ id, secret }) => `${id}=${Buffer.from(secret).toString()}`);
}

describe('passwords come from', () => {
  test('.password at the root, white space around it cut off', async () => {
    expect(await load(makeRepository({ '.password': '  pass word \n\n' }))).toEqual(['default=pass word']);
  });

  test('flags, variables and ansible.cfg, in the order Ansible tries them', async () => {
    const root = makeRepository({
      'password-a': 'a',
      'password-b': 'b',
      'password-c': 'c',
      'password-d': 'd',
      '.password': 'own',
      'ansible.cfg':
        '[defaults]\nvault_password_file = ./password-d ; ours\n[other]\nvault_identity_list = x@y\n',
    });
    const options = { vaultIds: ['prod@password-b'], passwordFiles: ['password-c'] };
    const environment = { ANSIBLE_VAULT_IDENTITY_LIST: 'dev@password-a, lost@nowhere' };
    expect(await load(root, { ...options, environment })).toEqual([
      'dev=a',
      'prod=b',
      'default=c',
      'default=d',
      'default=own',
    ]);
    expect(
      await load(root, { environment: { ANSIBLE_VAULT_PASSWORD_FILE: join(root, 'password-a') } }),
    ).toEqual(['default=a', 'default=own']);
  });

  test('a program, and a client program that is told the id', async () => {
    const root = makeRepository({});
    writeProgram(root, 'give', 'echo from program');
    writeProgram(root, 'ring-client.sh', 'echo "$1 $2"');
    expect(await load(root, { vaultIds: ['give', 'prod@ring-client.sh'] })).toEqual([
      'default=from program',
      'prod=--vault-id prod',
    ]);
  });

  test('a prompt, asked once for all vaults', async () => {
    const root = makeRepository({});
    const asked: string[] = [];
    const prompt = async (question: string) => {
      asked.push(question);
      return 'typed\n';
    };
    expect(await load(root, { vaultIds: ['prod@prompt'], prompt })).toEqual(['prod=typed']);
    expect(await load(root, { prompt })).toEqual(['default=typed']);
    expect(asked).toEqual(['Vault password (prod): ', 'Vault password (default): ']);
  });

  test('a password file that is itself a vault', async () => {
    const root = makeRepository({ 'password-a': 'a', 'password-b': encryptVault('inner\n', 'a') });
    expect(await load(root, { passwordFiles: ['password-a', 'password-b'] })).toEqual([
      'default=a',
      'default=inner',
    ]);
  });
});

describe('refused is', () => {
  test('a password file that others can read, with the command that mends it', async () => {
    const root = makeRepository({ '.password': 'x' });
    chmodSync(join(root, '.password'), 0o640);
    await expect(load(root)).rejects.toMatchObject({
      problem: { kind: 'vault-password-exposed', hint: `chmod 600 ${join(root, '.password')}` },
    });
  });

  test('a program that fails, with what it said', async () => {
    const root = makeRepository({});
    writeProgram(root, 'broken', 'echo no keyring >&2; exit 1');
    await expect(load(root, { vaultIds: ['broken'] })).rejects.toMatchObject({
      problem: { message: expect.stringContaining('exit code 1'), answer: 'no keyring' },
    });
    writeProgram(root, 'x-client', 'exit 2');
    await expect(load(root, { vaultIds: ['prod@x-client'] })).rejects.toThrow(
      /knows no password for the vault id prod/,
    );
  });

  test('a missing file, an empty password, an id with a semicolon, a prompt without a terminal', async () => {
    const root = makeRepository({ 'password-empty': '\n' });
    await expect(load(root, { passwordFiles: ['nowhere'] })).rejects.toThrow(/cannot be found/);
    await expect(load(root, { passwordFiles: ['password-empty'] })).rejects.toThrow(/empty password/);
    await expect(load(root, { vaultIds: ['a;b@x'] })).rejects.toThrow(/semicolon/);
    await expect(load(root, { vaultIds: ['prompt'] })).rejects.toThrow(/no terminal/);
  });
});

test('a reader opens with any password it has', async () => {
  const root = makeRepository({ 'password-a': 'a', '.password': 'b' });
  const passwords = createVaultPasswords({
    environment: {},
    workingFolder: root,
    vaultIds: ['prod@password-a'],
  });
  const reader = await passwords.openRepository(root);
  const vault = encryptVault('text', 'b', { id: 'prod' });
  expect(reader.read(vault, { file: 'f' }).toString()).toBe('text');
});

test('a password is asked for once, and again only when a vault does not open with it', async () => {
  const root = makeRepository({});
  const answers = ['wrong', 'right'];
  const passwords = createVaultPasswords({
    environment: {},
    workingFolder: root,
    prompt: async () => answers.shift() ?? 'asked too often',
  });
  const vault = encryptVault('text', 'right');
  const first = await passwords.openRepository(root);
  expect(() => first.read(vault, { file: 'f' })).toThrow(/none of the vault passwords/);
  const second = await passwords.openRepository(root);
  expect(second.read(vault, { file: 'f' }).toString()).toBe('text');
  const third = await passwords.openRepository(root);
  expect(third.read(encryptVault('more', 'right'), { file: 'f' }).toString()).toBe('more');
});
