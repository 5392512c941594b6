import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type HostRequest, planHostAddition } from '../../../source/operations/hosts/host-add.ts';
import { undoHostEdits, writeHostEdits } from '../../../source/operations/hosts/host-edits.ts';
import { planHostRemoval } from '../../../source/operations/hosts/host-remove.ts';
import { listHostResources } from '../../../source/operations/hosts/host-resources.ts';
import { openFleet } from '../../../source/operations/open-fleet.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { createVaultPasswords } from '../../../source/secrets/vault-passwords.ts';
import { copyFleet, makeFolder, repository } from '../../shipped-fleet/shipped-fleet.ts';

let root: string;
let session: FleetSession;

beforeEach(async () => {
  root = copyFleet();
  cpSync(join(repository, 'terraform'), join(root, 'terraform'), { recursive: true });
  vi.stubEnv('XDG_STATE_HOME', makeFolder());
  session = await openFleet({ root, passwords: createVaultPasswords() });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await session.close();
});

const inventory = z.object({
  _meta: z.object({ hostvars: z.record(z.string(), z.unknown()) }),
});

/** The hosts and their variables, as Ansible's own inventory reads the repository. */
function askAnsible(): Record<string, unknown> {
  const text = execFileSync('/usr/bin/ansible-inventory', ['-i', join(root, 'inventory'), '--list'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', HOME: root, LC_ALL: 'C.UTF-8' },
  });
  return inventory.parse(JSON.parse(text))._meta.hostvars;
}

/** Every file of the repository that people write, by its path. */
function readAll(folder = root): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

const texts = (consequences: readonly { readonly kind: string; readonly text: string }[], kind: string) =>
  consequences.filter((one) => one.kind === kind).map(({ text }) => text);

describe('a host that goes', () => {
  test('takes its tunnels, its sessions and those of others through them, and its files; all of it is shown', async () => {
    const before = readAll();
    const change = await planHostRemoval(session, 'ixpfra01');
    expect(readAll()).toEqual(before);
    expect(change.neighbours).toEqual(['coreams01', 'ixpams01']);
    expect(change.problems).toEqual([]);
    expect(texts(change.consequences, 'tunnel')).toEqual([
      'tunnel core_fra goes (networks/tunnels.yml)',
      'tunnel ams_fra goes (networks/tunnels.yml)',
    ]);
    expect(texts(change.consequences, 'session')).toHaveLength(3);
    expect(texts(change.consequences, 'files')).toEqual([
      'templates/config/ixp/ixpfra01/bird/peerings.conf.j2 is removed',
      'templates/config/core/coreams01/wireguard/wg1.conf.j2 is removed',
      'templates/config/ixp/wireguard/wg1.conf.j2 is removed',
    ]);
    expect(texts(change.consequences, 'terraform')).toEqual([
      'terraform/docker-providers.tf is generated anew',
      'terraform/ixp.tf is generated anew',
    ]);
    expect(change.after.fleet.hosts.map(({ name }) => name)).not.toContain('ixpfra01');
  });

  test('is gone for Ansible too, which reads everything else as before; undone, the files are the same to the byte', async () => {
    const before = readAll();
    const hosts = askAnsible();
    await writeHostEdits(session, await planHostRemoval(session, 'vltatl01'));
    const { vltatl01: _gone, ...others } = hosts;
    expect(askAnsible()).toEqual(others);
    // Its neighbour had an alias to what went.
    expect(readAll()['networks/sessions.yml']).toContain('  vltcdg01:\n    - &vultr\n');
    await undoHostEdits(session);
    expect(readAll()).toEqual(before);
    await expect(undoHostEdits(session)).rejects.toThrow(/nothing to undo/);
  });

  test('is not taken out where it is unknown, and edits are not undone over later ones', async () => {
    await expect(planHostRemoval(session, 'ixpfra02')).rejects.toThrow(/do you mean ixpfra01/);
    await writeHostEdits(session, await planHostRemoval(session, 'ixpfra01'));
    appendFileSync(join(root, 'networks/tunnels.yml'), '# edited since\n');
    await expect(undoHostEdits(session)).rejects.toThrow(/was edited in the meantime/);
  });

  test('leaves to Terraform what the state has of it: the server, its DNS, its containers', () => {
    const one = (type: string, module: string, attributes = {}, alias = '') => ({
      mode: 'managed',
      type,
      name: 'this',
      module,
      provider: `provider["registry.terraform.io/x/y"]${alias}`,
      instances: [{ attributes }],
    });
    const state = {
      version: 4,
      resources: [
        one('vultr_instance', 'module.vlt_server["vltatl01"]'),
        one('vultr_dns_record', 'module.vlt_server["vltatl01"]'),
        one('docker_container', 'module.probes', {}, '.vltatl01'),
        one('vultr_instance', 'module.vlt_server["vltcdg01"]'),
      ],
    };
    expect(
      listHostResources(state, session.fleet, 'vltatl01').map(({ kind, address }) => [kind, address]),
    ).toEqual([
      ['server', 'module.vlt_server["vltatl01"].vultr_instance.this'],
      ['dns', 'module.vlt_server["vltatl01"].vultr_dns_record.this'],
      ['container', 'module.probes.docker_container.this'],
    ]);
    expect(listHostResources({ version: 4, resources: 'none' }, session.fleet, 'vltatl01')).toEqual([]);
  });
});

describe('a host that comes', () => {
  const request: HostRequest = {
    name: 'vltsgp01',
    group: 'vlt',
    address: 'sgp01.vlt.example.net',
    variables: [
      { name: 'location', value: '{ city: Singapore, country: SG, latitude: 1.35, longitude: 103.82 }' },
      { name: 'router_id', value: '198.51.100.23' },
      {
        name: 'interfaces',
        value: "eth0:\n  role: uplink\n  addresses: ['2001:db8:6::10/64']\n  gateways: ['2001:db8:6::1']",
      },
    ],
    wiring: [
      {
        file: 'networks/network.yml',
        path: ['network', 'probes', 'vltsgp01'],
        value: "{ prefix: '2a0e:97c0:8a3::/48', unicast: '2a0e:97c0:8a3::1', anycast: '2a0e:97c0:8a0::1' }",
      },
      { file: 'networks/sessions.yml', path: ['sessions', 'vltsgp01'], value: '[]' },
    ],
  };

  test('stands in the inventory and where else it is wired, and what follows is shown', async () => {
    const before = readAll();
    const hosts = askAnsible();
    const change = await planHostAddition(session, request);
    expect(texts(change.consequences, 'files')[0]).toMatch(/files are rendered for it: bird\/bird.conf/);
    expect(texts(change.consequences, 'terraform')).toContain('terraform/vlt.tf is generated anew');
    expect(readAll()).toEqual(before);
    await writeHostEdits(session, change);
    const { vltsgp01: added, ...others } = askAnsible();
    expect(others).toEqual(hosts);
    expect(added).toMatchObject({
      ansible_host: 'sgp01.vlt.example.net',
      ansible_user: 'operator',
      interfaces: { eth0: { role: 'uplink' } },
    });
    const after = readAll();
    for (const file of ['inventory/inventory.yml', 'networks/network.yml']) {
      const kept = (after[file] ?? '').split('\n');
      for (const line of (before[file] ?? '').split('\n')) expect(kept).toContain(line);
    }
  });

  test('is refused where the name, the address or the group cannot be meant', async () => {
    const add = (changed: Partial<HostRequest>) => planHostAddition(session, { ...request, ...changed });
    await expect(add({ name: 'ixpams01' })).rejects.toThrow(/already/);
    await expect(add({ name: 'core' })).rejects.toThrow(/There is a group core/);
    await expect(add({ name: '-rf' })).rejects.toThrow(/cannot name a host/);
    await expect(add({ group: 'vtl' })).rejects.toThrow(/do you mean vlt/);
    await expect(add({ address: 'fra01.ixp.example.net' })).rejects.toThrow(/address of ixpfra01/);
    await expect(add({ variables: [{ name: 'x', value: '[1' }] })).rejects.toThrow(/no YAML/);
    await expect(add({ wiring: [{ file: 'networks/none.yml', path: ['a'], value: '1' }] })).rejects.toThrow(
      /no file/,
    );
  });
});
