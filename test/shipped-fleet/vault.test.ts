import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeLabSecrets } from '../../source/lab/plan/lab-secrets.ts';
import { fleetData } from '../../source/lab/plan/network-data.ts';
import { decryptVault } from '../../source/secrets/vault.ts';
import { examplePassword, makeFolder, readNetworks, repository, writePassword } from './shipped-fleet.ts';

const file = join(repository, 'secrets/secrets.yml');

function openVault(): unknown {
  const password = { id: 'default', secret: Buffer.from(examplePassword), source: 'the README' };
  return parse(decryptVault(readFileSync(file), [password], 'secrets/secrets.yml').plain.toString());
}

/** The names of all leaves, such as `bgp_passwords.provider`. */
function listLeaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) =>
    listLeaves(item, path === '' ? key : `${path}.${key}`),
  );
}

test('the vault opens with the example password, for Ansible too, and holds placeholders only', () => {
  const password = writePassword(join(makeFolder(), 'password'));
  const viewed = execFileSync('/usr/bin/ansible-vault', ['view', '--vault-password-file', password, file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect(parse(viewed)).toEqual(openVault());
  for (const [name, value] of listLeaves(openVault()))
    expect([name, value]).toEqual([name, expect.stringMatching(/^placeholder-/)]);
});

test('a lab makes every secret that the vault has, by the names in networks/', () => {
  const { secrets } = makeLabSecrets(fleetData.parse(readNetworks()));
  const names = (value: unknown) =>
    listLeaves(value)
      .map(([name]) => name)
      .sort();
  expect(names(secrets)).toEqual(names(openVault()));
});
