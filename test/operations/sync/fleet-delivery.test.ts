import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSettings } from '../../../source/fleet/settings.ts';
import type { HostSyncResult } from '../../../source/operations/diff/changes.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { readFleetDelivery } from '../../../source/operations/sync/fleet-delivery.ts';
import { sync } from '../../../source/operations/sync/sync.ts';
import { layoutOf, openRoom, type Room, type RoomHost, treeOf } from '../sync-room.ts';

let room: Room;
let ixp: RoomHost;
let root: string;

/** It knows one container, and starts it anew at once. */
const docker = `echo "docker $*" >>$D/calls
case "$1" in inspect) for name; do :; done; [ "$name" = web ] || exit 1; echo running none 0 2020-01-01T00:00:00Z ;; esac
`;

beforeEach(async () => {
  room = await openRoom(['ixpams01', 'coreams01']);
  const [first] = room.hosts;
  if (!first) throw new Error('the room is empty');
  ixp = first;
  const file = join(ixp.machine.folder, 'bin', 'docker');
  await writeFile(file, `#!/bin/sh\nD=${ixp.machine.folder}\n${docker}`);
  await chmod(file, 0o755);
  root = await mkdtemp(join(tmpdir(), 'peerdeck-delivery-'));
});
afterEach(async () => {
  await room.close();
  await rm(root, { recursive: true, force: true });
});

async function sessionWith(settings: string): Promise<FleetSession> {
  await writeFile(join(root, 'peerdeck.yml'), settings);
  return { ...room.session, fleet: { ...room.session.fleet, root, settings: await loadSettings(root) } };
}

async function put(session: FleetSession, files: Readonly<Record<string, string>>): Promise<HostSyncResult> {
  const options = { layout: layoutOf(ixp), limits: { verify: 3, confirm: 3 } };
  const { hosts } = await runOperation(sync(session, treeOf(ixp, files), options), () => undefined);
  const [result] = hosts;
  if (!result) throw new Error('no host was synced');
  return result;
}

/** A container of the state, as the docker provider keeps it. */
const state = (host: string, name: string): object => ({
  module: `module.ixp_${host}`,
  mode: 'managed',
  type: 'docker_container',
  name,
  provider: `provider["registry.terraform.io/kreuzwerker/docker"].${host}`,
  instances: [{ attributes: { name, volumes: [{ host_path: '/home/op/web', container_path: '/srv' }] } }],
});

test("the containers that Terraform's state has on a host take up what they mount", async () => {
  await mkdir(join(root, 'terraform'));
  const resources = [state('ixpams01', 'web'), state('coreams01', 'elsewhere')];
  await writeFile(join(root, 'terraform/terraform.tfstate'), JSON.stringify({ version: 4, resources }));
  const session = await sessionWith('name: room\n');
  expect(await put(session, { 'web/index.html': 'one', 'other/file': 'one' })).toMatchObject({
    outcome: 'changed',
  });
  const restarts = (): readonly string[] => ixp.machine.calls().filter((call) => call.includes('restart'));
  expect(restarts()).toEqual(['docker restart web']);
  expect(await put(session, { 'web/index.html': 'one', 'other/file': 'two' })).toMatchObject({
    outcome: 'changed',
  });
  expect(restarts()).toEqual([]);
});

test('a state that cannot be read is told of a change that may need it', async () => {
  await mkdir(join(root, 'terraform'));
  await writeFile(join(root, 'terraform/terraform.tfstate'), 'not a state');
  const result = await put(await sessionWith('name: room\n'), { 'web/index.html': 'one' });
  expect(result).toMatchObject({
    outcome: 'changed',
    note: expect.stringContaining('no container was restarted'),
  });
});

test('rules and checks are for the hosts of their pattern', async () => {
  const session = await sessionWith(`delivery:
  - { name: motd, match: motd, to: /etc/motd, hosts: "ixp*" }
checks:
  - { name: web, run: "true", hosts: "core*" }
`);
  const delivery = readFleetDelivery(session);
  const [edge, core] = session.hosts.map(({ name }) => delivery.of(name));
  expect(edge?.rules[0]?.name).toBe('motd');
  expect(core?.rules[0]?.name).not.toBe('motd');
  expect(edge?.checks).toEqual([]);
  expect(core?.checks).toEqual([{ name: 'web', command: 'true' }]);
});
