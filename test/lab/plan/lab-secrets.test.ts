import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { makeLabSecrets, makeWireguardKeys } from '../../../source/lab/plan/lab-secrets.ts';
import { fleetData } from '../../../source/lab/plan/network-data.ts';

test('WireGuard derives the public key that we say belongs to the private one', () => {
  const { privateKey, publicKey } = makeWireguardKeys();
  const derived = execFileSync('/usr/bin/wg', ['pubkey'], { input: privateKey, encoding: 'utf8' });
  expect(derived.trim()).toBe(publicKey);
});

test('a key pair for each end, a preshared key for each tunnel, one password for each name', () => {
  const data = fleetData.parse({
    tunnels: { one: { ends: { here: { interface: 'wg0' }, there: { interface: 'wg3' } } } },
    sessions: {
      here: [{ name: 'a', kind: 'transit', password: 'shared' }],
      there: [
        { name: 'b', kind: 'peer', password: 'shared' },
        { name: 'c', kind: 'peer' },
      ],
    },
    service_accounts: { grafana: { user: 'admin' } },
    api_accounts: ['dns'],
  });
  const { secrets, publicKeys } = makeLabSecrets(data);
  expect(Object.keys(secrets.wireguard_private_keys)).toEqual(['here', 'there']);
  expect(Object.keys(publicKeys['there'] ?? {})).toEqual(['wg3']);
  expect(Buffer.from(secrets.wireguard_preshared_keys['one'] ?? '', 'base64')).toHaveLength(32);
  expect(Object.keys(secrets.bgp_passwords)).toEqual(['shared']);
  expect(Object.keys(secrets.service_passwords)).toEqual(['grafana']);
  expect(Object.keys(secrets.api_tokens)).toEqual(['dns']);
});

test('no two labs share a secret', () => {
  const data = fleetData.parse({ api_accounts: ['dns'] });
  expect(makeLabSecrets(data).secrets).not.toEqual(makeLabSecrets(data).secrets);
});
