import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFleet, listHostNames, openFleet } from '../../source/operations/open-fleet.ts';
import { encryptVault } from '../../source/secrets/vault.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'peerdeck-open-'));
  await mkdir(join(root, 'inventory'));
  await mkdir(join(root, 'secrets'));
  await mkdir(join(root, 'templates/config/ixp'), { recursive: true });
  const inventory = 'ixp:\n  hosts:\n    ixpams01: { ansible_host: ams01.example.net }\n';
  await writeFile(join(root, 'inventory/inventory.yml'), inventory);
  await writeFile(join(root, 'secrets/secrets.yml'), encryptVault('token: hunter2\n', 'the password'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a fleet whose vault has no password is an error, but for those who need no secret', async () => {
  await expect(openFleet({ root, passwords: createVaultPasswords({}) })).rejects.toMatchObject({
    problem: { kind: 'vault-password-missing' },
  });
  const session = await openFleet({ root, passwords: createVaultPasswords({}), vaults: 'optional' });
  expect(session.hosts.map(({ name, connection }) => `${name} ${connection.address}`)).toEqual([
    'ixpams01 ams01.example.net',
  ]);
  expect(session.fleet.problems).toMatchObject([
    { kind: 'vault-closed', place: { file: 'secrets/secrets.yml' } },
  ]);
  await session.close();
});

test('a wrong password is an error for everybody', async () => {
  const file = join(root, 'wrong');
  await writeFile(file, 'another password\n', { mode: 0o600 });
  const passwords = createVaultPasswords({ passwordFiles: [file] });
  await expect(openFleet({ root, passwords, vaults: 'optional' })).rejects.toMatchObject({
    problem: { kind: 'vault-password-wrong' },
  });
});

test('a --root that is not there is named, and hosts are listed without a vault', async () => {
  await expect(findFleet({ root: join(root, 'nowhere') })).rejects.toMatchObject({
    problem: { kind: 'no-repository', message: `there is no folder ${join(root, 'nowhere')}` },
  });
  expect(await listHostNames(await findFleet({ root }))).toEqual(['ixpams01']);
});
