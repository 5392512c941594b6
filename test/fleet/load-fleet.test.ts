import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import type { Fleet, FleetOverlay } from '../../source/fleet/model.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { encryptVault } from '../../source/secrets/vault.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';
import { makeRepository } from './repository.ts';

const inventory = `all:
  vars:
    ansible_user: operator
    region: world
  children:
    ixp:
      vars: { role: exchange }
      hosts:
        ixpams[01:02]:
          ansible_host: 192.0.2.1
    core:
      hosts:
        coreams01:
`;

function inlineVault(name: string, plain: string, password = 'pw'): string {
  return `${name}: !vault |\n  ${encryptVault(plain, password).trimEnd().replaceAll('\n', '\n  ')}\n`;
}

function open(root: string, overlay?: FleetOverlay, outputs?: ReadonlyMap<string, PyDict>): Promise<Fleet> {
  return loadFleet({
    root,
    mode: overlay === undefined ? { kind: 'production' } : { kind: 'lab', name: 'lab' },
    ...(overlay === undefined ? {} : { overlay }),
    ...(outputs === undefined ? {} : { terraformOutputs: outputs }),
    passwords: createVaultPasswords({ environment: {} }),
  });
}

function variable(fleet: Fleet, host: string, key: string): unknown {
  return fleet.hosts.find(({ name }) => name === host)?.variables.get(key);
}

function originOf(fleet: Fleet, host: string, key: string) {
  const found = fleet.hosts.find(({ name }) => name === host);
  return found && fleet.origins.find(found.variables, key);
}

test('each layer wins over those below it, and every variable knows its file and line', async () => {
  const layers = ['a', 'b', 'c', 'd', 'e'].map((key) => (value: string) => `${key}: ${value}\n`);
  const only = (count: number, value: string) =>
    layers
      .slice(0, count)
      .map((line) => line(value))
      .join('');
  const root = makeRepository({
    'inventory/hosts.yml': inventory,
    'networks/net.yml': only(5, 'network'),
    'networks/deeper/ignored.yml': 'a: [',
    'group_vars/ixp.yml': only(4, 'group'),
    'inventory/host_vars/ixpams01/all.yml': only(3, 'host'),
    'secrets/secrets.yml': encryptVault(only(1, 'secret'), 'pw'),
    '.password': 'pw\n',
  });
  const fleet = await open(
    root,
    undefined,
    new Map([
      [
        'ixpams01',
        PyDict.from([
          ['b', 'output'],
          ['a', 'output'],
        ]),
      ],
    ]),
  );
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => variable(fleet, 'ixpams01', key))).toEqual([
    'secret',
    'output',
    'host',
    'group',
    'network',
  ]);
  expect(originOf(fleet, 'ixpams01', 'c')).toEqual({
    kind: 'host',
    setBy: 'ixpams01',
    place: { file: 'inventory/host_vars/ixpams01/all.yml', line: 3, column: 1 },
    secret: false,
  });
  expect(originOf(fleet, 'ixpams01', 'a')).toMatchObject({
    kind: 'secrets',
    secret: true,
    place: { line: 1 },
  });
  expect(originOf(fleet, 'ixpams01', 'role')).toMatchObject({
    kind: 'group',
    setBy: 'ixp',
    place: { line: 7 },
  });
  expect(fleet.secretValues).toEqual(new Set(['secret']));
});

test('a host knows its groups, its address and where it is defined', async () => {
  const root = makeRepository({ 'inventory/hosts.yml': inventory, 'templates/config/ixp/bird.conf': '' });
  const fleet = await open(root);
  expect(fleet.hosts.map(({ name }) => name)).toEqual(['ixpams01', 'ixpams02', 'coreams01']);
  expect(fleet.hosts[0]).toMatchObject({
    groups: ['ixp'],
    templateGroup: 'ixp',
    connection: { address: '192.0.2.1', user: 'operator' },
    definedAt: { file: 'inventory/hosts.yml', line: 9 },
  });
  expect(fleet.hosts[2]?.connection.address).toBe('coreams01');
});

test('an inline vault is opened, and secret alone among its neighbours', async () => {
  const root = makeRepository({
    'inventory/hosts.yml': inventory,
    'group_vars/all.yml': `bgp:\n  peer: x\n  ${inlineVault('md5', 'tcp-md5-key').replaceAll('\n', '\n  ')}\n`,
    '.password': 'pw\n',
  });
  const fleet = await open(root);
  const bgp = variable(fleet, 'coreams01', 'bgp');
  expect(bgp instanceof PyDict && [...bgp]).toEqual([
    ['peer', 'x'],
    ['md5', 'tcp-md5-key'],
  ]);
  if (!(bgp instanceof PyDict)) return;
  expect(fleet.origins.find(bgp, 'md5')).toMatchObject({ secret: true, place: { line: 3 } });
  expect(fleet.origins.find(bgp, 'peer')).toMatchObject({ secret: false, place: { line: 2 } });
  expect(fleet.secretValues).toEqual(new Set(['tcp-md5-key']));
});

test('a lab overlay wins over all, and the repository keeps its vault closed', async () => {
  const root = makeRepository({
    'inventory/hosts.yml': inventory,
    'group_vars/all.yml': inlineVault('closed', 'real', 'unknown password'),
    'secrets/secrets.yml': encryptVault('md5: real\nother: real\n', 'unknown password'),
    'lab/inventory.yml':
      'all:\n  vars: {region: lab}\n  hosts:\n    ixpams01: {ansible_host: 127.0.1.1, ansible_port: 2222}\n',
    'lab/secrets.yml': encryptVault('md5: made-up\nregion: from secrets\n', 'lab'),
    'lab/password': 'lab\n',
  });
  const fleet = await open(root, {
    inventoryFile: join(root, 'lab/inventory.yml'),
    secretsFile: join(root, 'lab/secrets.yml'),
    passwordFile: join(root, 'lab/password'),
  });
  expect(variable(fleet, 'ixpams01', 'md5')).toBe('made-up');
  expect(variable(fleet, 'ixpams01', 'other')).toBeUndefined();
  expect(variable(fleet, 'ixpams01', 'closed')).toBeUndefined();
  expect(variable(fleet, 'coreams01', 'region')).toBe('lab');
  expect(fleet.hosts[0]?.connection).toMatchObject({ address: '127.0.1.1', port: 2222, user: 'operator' });
  expect(fleet.problems).toEqual([
    expect.objectContaining({
      kind: 'vault-closed',
      place: expect.objectContaining({ file: 'group_vars/all.yml' }),
    }),
  ]);
});

test('hostvars shows the other hosts, groups names the hosts of each group', async () => {
  const fleet = await open(makeRepository({ 'inventory/hosts.yml': inventory }));
  const hostvars = variable(fleet, 'coreams01', 'hostvars');
  const other = hostvars instanceof PyDict ? hostvars.get('ixpams02') : undefined;
  expect(other instanceof PyDict && other.get('ansible_host')).toBe('192.0.2.1');
  const groups = variable(fleet, 'coreams01', 'groups');
  expect(groups instanceof PyDict && groups.get('ixp')).toEqual(['ixpams01', 'ixpams02']);
  expect(variable(fleet, 'coreams01', 'group_names')).toEqual(['core']);
});
