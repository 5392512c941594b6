import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostName } from '../../../source/fleet/model.ts';
import { prepareLab } from '../../../source/lab/plan/index.ts';
import type { HostSyncResult, SyncEvent } from '../../../source/operations/diff/changes.ts';
import { diff } from '../../../source/operations/diff/diff.ts';
import { downLab } from '../../../source/operations/lab/lab-down.ts';
import { openFleet, reloadFleet } from '../../../source/operations/open-fleet.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { renderTree } from '../../../source/operations/render.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { rollback } from '../../../source/operations/sync/rollback.ts';
import { type SyncOptions, sync } from '../../../source/operations/sync/sync.ts';
import type { WaveEvent } from '../../../source/operations/sync/wave.ts';
import { parseSerial } from '../../../source/operations/sync/wave-plan.ts';
import type { RenderedTree } from '../../../source/rendering/rendered-file.ts';
import { createVaultPasswords } from '../../../source/secrets/vault-passwords.ts';
import { type LabRoom, openLabRoom, ssh, until } from '../../lab/lab-room.ts';

const lab = 'delivery';
const repository = join(import.meta.dirname, '..', '..', '..');
const sessionTemplate = 'templates/config/shared/bird/session.j2';
let room: LabRoom;
let root: string;
let session: FleetSession;

beforeAll(async () => {
  room = await openLabRoom();
  root = join(room.root, 'fleet');
  for (const folder of ['inventory', 'networks', 'secrets', 'templates'])
    await cp(join(repository, folder), join(root, folder), { recursive: true });
  const { handle } = await room.up(lab, { root, prepare: prepareLab });
  await handle.close();
  expect(handle.failed).toEqual([]);
  session = await openFleet({ root, lab, passwords: createVaultPasswords({}) });
  await until(listEstablished, (lines) => lines.length === 14);
}, 90_000);

afterAll(async () => {
  await session?.close();
  await runOperation(downLab({ names: [lab] }), () => {});
  await rm(root, { recursive: true, force: true });
  await room?.remove();
}, 30_000);

async function birdc(host: string, command: string): Promise<string> {
  return (await ssh(lab, host, `/usr/sbin/birdc '${command}'`)).stdout;
}

/** Every Established session of the fleet, with the time since which it is. */
async function listEstablished(): Promise<readonly string[]> {
  const hosts = session.hosts.map(({ name }) => name);
  const texts = await Promise.all(hosts.map((host) => birdc(host, 'show protocols')));
  return texts.flatMap((text, index) =>
    text
      .split('\n')
      .filter((line) => / BGP .*Established/.test(line))
      .map((line) => `${hosts[index]} ${line.trim().replace(/\s+/g, ' ')}`),
  );
}

/** Replaces text in the repository and renders it, as the operator's next command does. */
async function edit(file: string, before: string, after: string): Promise<RenderedTree> {
  const path = join(root, file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(before);
  await writeFile(path, text.replaceAll(before, after));
  session = await reloadFleet(session);
  const { tree, problems } = await renderTree(session);
  expect(problems).toEqual([]);
  return tree;
}

async function put(
  tree: RenderedTree,
  options: SyncOptions = {},
): Promise<{
  outcomes: Record<string, string>;
  results: readonly HostSyncResult[];
  events: readonly (SyncEvent | WaveEvent)[];
}> {
  const events: (SyncEvent | WaveEvent)[] = [];
  const { hosts } = await runOperation(sync(session, tree, options), (event) => events.push(event));
  return {
    outcomes: Object.fromEntries(hosts.map(({ host, outcome }) => [host, outcome])),
    results: hosts,
    events,
  };
}

const everywhere = (outcome: string): Record<string, string> =>
  Object.fromEntries(session.hosts.map(({ name }) => [name, outcome]));

describe('the fleet on real hosts', () => {
  test('as it booted nothing differs, and a sync only writes down what is ours', async () => {
    const { tree } = await renderTree(session);
    const { hosts } = await runOperation(diff(session, tree), () => undefined);
    expect(
      hosts.flatMap(({ changes, drifted, problem }) => [
        ...changes,
        ...drifted,
        ...(problem ? [problem] : []),
      ]),
    ).toEqual([]);
    expect((await put(tree)).outcomes).toEqual(everywhere('unchanged'));
    const manifest = await ssh(lab, 'ixpams01', 'sudo cat /var/lib/peerdeck/manifest');
    expect(manifest.stdout).toMatch(/ 0640 root bird \/etc\/bird\/bird\.conf$/m);
    expect(manifest.stdout).toMatch(/ 0600 root root \/etc\/wireguard\/wg0\.conf$/m);
  });

  test('a description in a template reaches BIRD, and no session goes down for it', async () => {
    const before = await listEstablished();
    const tree = await edit(sessionTemplate, '{{ session.description }}', '{{ session.description }} (new)');
    const { hosts } = await runOperation(diff(session, tree), () => undefined);
    expect(hosts.every(({ changes }) => changes.length > 0)).toBe(true);
    expect(JSON.stringify(hosts)).not.toMatch(/password \\"[^‹]/);
    expect((await put(tree)).outcomes).toEqual(everywhere('changed'));
    expect(await birdc('ixpams01', 'show protocols all transit_a')).toContain(
      'Description:    Transit A (new)',
    );
    expect(await listEstablished()).toEqual(before);
    expect((await put(tree)).outcomes).toEqual(everywhere('unchanged'));
  });

  test("a syntax error is refused by the host's own BIRD, before anything changes", async () => {
    const tree = await edit(sessionTemplate, '    local {{ local }}', '    lokal {{ local }}');
    const { results, outcomes } = await put(tree, { waves: parseSerial('all') });
    expect(outcomes).toEqual(everywhere('failed'));
    expect(results[1]?.problem).toMatchObject({
      kind: 'refused',
      answer: expect.stringMatching(/bird\.conf:\d+:\d+ syntax error/),
      place: { file: 'templates/config/ixp/bird/bird.conf.j2' },
    });
    await edit(sessionTemplate, '    lokal {{ local }}', '    local {{ local }}');
  });

  test('a wrong AS takes a session down: the host goes back by itself and names the session', async () => {
    const wrong = "as {{ 64999 if session.name == 'rs_ams' else neighbor_as }}";
    const tree = await edit(sessionTemplate, 'as {{ neighbor_as }}', wrong);
    const { results, outcomes } = await put(tree, { limits: { verify: 4, confirm: 10 } });
    expect(outcomes).toEqual({ ...everywhere('unchanged'), ixpams01: 'reverted' });
    expect(results.find(({ host }) => host === 'ixpams01')?.problem?.answer).toMatch(
      /session rs_ams was up and is not/,
    );
    await until(listEstablished, (lines) => lines.length === 14, 30_000);
    expect((await ssh(lab, 'ixpams01', 'sudo grep -r 64999 /etc/bird')).stdout).toBe('');
    await edit(sessionTemplate, wrong, 'as {{ neighbor_as }}');
  }, 60_000);

  test('peers of a tunnel are taken up without a restart, its settings with one', async () => {
    const template = 'templates/config/shared/wireguard/interface.j2';
    const handshake = async (): Promise<string> =>
      (await ssh(lab, 'ixpams01', 'sudo wg show wg0 latest-handshakes; cat /sys/class/net/wg0/mtu')).stdout;
    const index = async (): Promise<string> =>
      (await ssh(lab, 'ixpams01', 'cat /sys/class/net/wg0/ifindex')).stdout;
    const [before, interfaceBefore] = [await handshake(), await index()];
    const peers = await edit(template, '{{ here.keepalive }}', '{{ here.keepalive + 1 }}');
    expect((await put(peers)).outcomes).toMatchObject({
      ixpams01: 'changed',
      ixpfra01: 'changed',
      vltatl01: 'unchanged',
    });
    expect(await index()).toBe(interfaceBefore);
    expect((await ssh(lab, 'ixpams01', 'sudo wg show wg0 persistent-keepalive')).stdout).toMatch(/\t26$/m);
    const settings = await edit(template, 'MTU = {{ tunnel.mtu }}', 'MTU = {{ tunnel.mtu - 20 }}');
    expect((await put(settings)).outcomes).toMatchObject({ ixpams01: 'changed', coreams01: 'changed' });
    expect(await index()).not.toBe(interfaceBefore);
    expect(await handshake()).not.toBe(before);
    expect(await listEstablished()).toHaveLength(14);
  }, 90_000);

  test('a host whose management is cut in the middle ends whole, and the next sync heals it', async () => {
    const tree = await edit(sessionTemplate, '(new)', '(newer)');
    const events: (SyncEvent | WaveEvent)[] = [];
    const limits = { verify: 20, confirm: 2 };
    const running = runOperation(sync(session, tree, { limits, hosts: ['vltcdg01' as HostName] }), (event) =>
      events.push(event),
    );
    await until(
      async () => events.some((event) => event.type === 'host-stage' && event.stage === 'activating'),
      (reached) => reached,
    );
    await session.remote
      .connect('vltcdg01' as HostName)
      .exec("pkill -f 'sshd: [a-z]*@'", { asRoot: true })
      .catch(() => undefined);
    const { hosts } = await running;
    expect(['changed', 'reverted']).toContain(hosts[0]?.outcome);
    const description = hosts[0]?.outcome === 'changed' ? '(newer)' : '(new)';
    expect(await birdc('vltcdg01', 'show protocols all vultr')).toContain(description);
    expect((await put(tree)).outcomes['vltcdg01']).toMatch(/changed/);
    expect(await birdc('vltcdg01', 'show protocols all vultr')).toContain('(newer)');
  }, 90_000);

  test('a rollback brings the release before back', async () => {
    const host = 'vltatl01' as HostName;
    await put((await renderTree(session)).tree);
    const { hosts } = await runOperation(rollback(session, host), () => undefined);
    expect(hosts).toMatchObject([{ host, outcome: 'changed', files: ['/etc/bird/bird.conf'] }]);
    expect(await birdc(host, 'show protocols all vultr')).toContain('(new)');
    expect(await listEstablished()).toHaveLength(14);
  });
});
