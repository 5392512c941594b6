import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptVault, encryptVault, isVault, type VaultPassword } from '../../source/secrets/vault.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerdeck-vault-'));
const passwordFile = join(folder, 'password');
const password: VaultPassword = { id: 'default', secret: Buffer.from('hunter2 ü'), source: 'password' };

beforeAll(() => writeFileSync(passwordFile, 'hunter2 ü\n', { mode: 0o600 }));
afterAll(() => rmSync(folder, { recursive: true }));

async function ansibleVault(...flags: string[]): Promise<void> {
  await execa('/usr/bin/ansible-vault', flags, { cwd: folder, env: { HOME: folder } });
}

describe('a vault round trip', () => {
  test('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ minLength: 1 }), (plain, secret) => {
        const vault = encryptVault(plain, secret);
        const opened = decryptVault(vault, [{ id: 'x', secret: Buffer.from(secret), source: 's' }], 'f');
        expect(opened.plain.equals(plain)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('keeps the id in a 1.2 header, and leaves `default` to 1.1', () => {
    expect(encryptVault('a', 'p', { id: 'prod' })).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/);
    expect(encryptVault('a', 'p', { id: 'default' })).toMatch(/^\$ANSIBLE_VAULT;1\.1;AES256\n/);
  });

  test('reads a block that is still indented', () => {
    const indented = encryptVault('bgp secret', 'p').replaceAll('\n', '\n          ');
    const opened = decryptVault(indented, [{ id: 'default', secret: Buffer.from('p'), source: 's' }], 'f');
    expect(opened.plain.toString()).toBe('bgp secret');
  });
});

describe('the bytes of ansible-vault', () => {
  test('equal ours, given the same salt', async () => {
    const script =
      'import sys\nfrom ansible.parsing.vault import VaultLib, VaultSecret\n' +
      "for vault_id in (None, 'default', 'prod'):\n" +
      "    sys.stdout.buffer.write(VaultLib().encrypt(bytes(range(100)), VaultSecret(b'pw'), vault_id=vault_id, salt='s' * 32))\n";
    const { stdout } = await execa('/usr/bin/python3', ['-c', script], { stripFinalNewline: false });
    const plain = Uint8Array.from({ length: 100 }, (_, index) => index);
    const salt = Buffer.from('s'.repeat(32));
    const ours = [undefined, 'default', 'prod'].map((id) =>
      encryptVault(plain, 'pw', { salt, ...(id === undefined ? {} : { id }) }),
    );
    expect(ours.join('')).toBe(stdout);
  });

  test('open here, binary and empty ones too', async () => {
    for (const plain of [Buffer.from('a: 1\n'), Buffer.from([0, 255, 10, 13, 128]), Buffer.alloc(0)]) {
      const file = join(folder, 'theirs');
      writeFileSync(file, plain);
      await ansibleVault('encrypt', '--vault-id', `prod@${passwordFile}`, file);
      const opened = decryptVault(readFileSync(file), [password], file);
      expect(opened.header).toEqual({ version: '1.2', id: 'prod' });
      expect(opened.plain.equals(plain)).toBe(true);
    }
  });

  test('of ours open there', async () => {
    for (const id of ['default', 'prod']) {
      const plain = Buffer.from([0, 1, 2, 255, 10]);
      const file = join(folder, 'ours');
      writeFileSync(file, encryptVault(plain, password.secret, { id }));
      await ansibleVault('decrypt', '--vault-password-file', passwordFile, file);
      expect(readFileSync(file).equals(plain)).toBe(true);
      rmSync(file);
    }
  });
});

describe('a vault that does not open', () => {
  const vault = encryptVault('x', 'right', { id: 'prod' });

  test('names the file and the ids tried, its own id first', () => {
    const passwords = ['default', 'prod'].map((id) => ({ id, secret: Buffer.from(id), source: `${id}.txt` }));
    expect(() => decryptVault(vault, passwords, 'secrets/a.yml')).toThrowError(
      expect.objectContaining({
        problem: expect.objectContaining({
          kind: 'vault-password-wrong',
          message: expect.stringContaining('secrets/a.yml'),
          attempted: expect.stringMatching(/id prod from prod\.txt, id default from default\.txt/),
        }),
      }),
    );
  });

  test('says that no password is known', () => {
    expect(() => decryptVault(vault, [], 'secrets/a.yml')).toThrow(/no vault password is known/);
  });

  test('one flipped character is noticed', () => {
    const at = vault.length - 10;
    const tampered = vault.slice(0, at) + (vault[at] === '0' ? '1' : '0') + vault.slice(at + 1);
    expect(() =>
      decryptVault(tampered, [{ id: 'prod', secret: Buffer.from('right'), source: 's' }], 'f'),
    ).toThrow(/opens f|not a readable vault/);
  });

  test('arbitrary text after the marker is an operator error, never a crash', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const data = `$ANSIBLE_VAULT;1.1;AES256\n${text}`;
        expect(() => decryptVault(data, [password], 'f')).toThrow(
          expect.objectContaining({ name: 'OperatorError' }),
        );
      }),
    );
  });

  test('text with other than ASCII is not a vault', () => {
    expect(isVault('$ANSIBLE_VAULT;1.1;AES256\nü')).toBe(false);
    expect(isVault('a: 1')).toBe(false);
  });
});
