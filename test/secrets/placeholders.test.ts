import { expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { findPlaceholders } from '../../source/secrets/placeholders.ts';
import { encryptVault } from '../../source/secrets/vault.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';
import { makeRepository } from '../fleet/repository.ts';

test('placeholders are found wherever they stand, with file and line, secret or not', async () => {
  const root = makeRepository({
    'inventory/hosts.yml': 'all: {hosts: {h1: , placeholder-host: }}\n',
    'group_vars/all.yml': 'contact: changeme@example.net\nnote: no placeholder here\n',
    'secrets/secrets.yml': encryptVault(
      'real: chosen\nbgp:\n  peers:\n    - password: Placeholder-1\n',
      'pw',
    ),
    '.password': 'pw',
  });
  const passwords = createVaultPasswords({ environment: {} });
  const fleet = await loadFleet({ root, mode: { kind: 'production' }, passwords });
  expect(findPlaceholders(fleet.hosts[0]?.variables ?? new PyDict(), fleet.origins)).toEqual([
    { path: 'contact', place: { file: 'group_vars/all.yml', line: 1, column: 1 }, secret: false },
    {
      path: 'bgp.peers.0.password',
      place: { file: 'secrets/secrets.yml', line: 4, column: 7 },
      secret: true,
    },
  ]);
});
