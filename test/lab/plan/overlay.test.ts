import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { prepareOverlay } from '../../../source/lab/plan/prepare-overlay.ts';
import { makeRepository, makeRequest, planLab } from './planned-lab.ts';

const hostVariables = z.object({
  _meta: z.object({ hostvars: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

function ansible(program: string, words: readonly string[]): string {
  return execFileSync(program, words, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
}

test('Ansible reads the overlay over the repository: where hosts are reached, and as whom', async () => {
  const root = makeRepository();
  const { overlay, fleet, request } = await planLab(root);
  const listed = ansible('/usr/bin/ansible-inventory', [
    '--list',
    '-i',
    join(root, 'inventory'),
    '-i',
    overlay.inventoryFile,
  ]);
  const variables = hostVariables.parse(JSON.parse(listed))._meta.hostvars;
  for (const [index, host] of fleet.hosts.entries()) {
    expect(variables[host.name]).toMatchObject({
      ansible_host: `${request.reachBlock}.${index + 1}`,
      ansible_port: 2222,
      ansible_user: 'operator',
      ansible_ssh_private_key_file: request.access.privateKeyFile,
      bgp_timers: { connect_delay: 1, connect_retry: 3, error_wait: [1, 5], error_forget: 30, hold: 15 },
    });
    expect(variables[host.name]?.['ansible_ssh_common_args']).toContain(request.access.knownHostsFile);
    expect(host.connection).toMatchObject({ address: `${request.reachBlock}.${index + 1}`, port: 2222 });
  }
});

test('the public keys in the inventory are those of the private keys in the vault', async () => {
  const { overlay } = await planLab(makeRepository());
  const viewed = ansible('/usr/bin/ansible-vault', [
    'view',
    '--vault-password-file',
    overlay.passwordFile,
    overlay.secretsFile,
  ]);
  const keys = z.record(z.string(), z.record(z.string(), z.string()));
  const secrets = z.object({ wireguard_private_keys: keys }).parse(parse(viewed));
  const inventory = z
    .object({ all: z.object({ vars: z.object({ wireguard_public_keys: keys }) }) })
    .parse(parse(readFileSync(overlay.inventoryFile, 'utf8')));
  const derived = Object.entries(secrets.wireguard_private_keys).map(([host, ends]) => [
    host,
    Object.fromEntries(
      Object.entries(ends).map(([name, key]) => [
        name,
        execFileSync('/usr/bin/wg', ['pubkey'], { input: key, encoding: 'utf8' }).trim(),
      ]),
    ),
  ]);
  expect(inventory.all.vars.wireguard_public_keys).toEqual(Object.fromEntries(derived));
});

test('nobody else can read the overlay, and nothing half-written is left', async () => {
  const request = makeRequest(makeRepository());
  await prepareOverlay(request);
  const { inventoryFile } = await prepareOverlay(request);
  const folder = dirname(inventoryFile);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).sort()).toEqual(['.password', 'inventory.yml', 'secrets.yml']);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test("the repository's vault stays closed: a lab comes up where its password is not known", async () => {
  const { fleet } = await planLab(
    makeRepository({ 'secrets/secrets.yml': '$ANSIBLE_VAULT;1.1;AES256\n00\n' }),
  );
  expect(fleet.problems?.map(({ kind }) => kind) ?? []).not.toContain('vault-malformed');
  expect(fleet.hosts).toHaveLength(5);
});
