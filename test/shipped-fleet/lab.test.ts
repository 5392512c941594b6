import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareLab } from '../../source/lab/plan/index.ts';
import { downLab } from '../../source/operations/lab/lab-down.ts';
import { execInLab } from '../../source/operations/lab/lab-exec.ts';
import { labStatus } from '../../source/operations/lab/lab-status.ts';
import { runOperation } from '../../source/operations/operation.ts';
import { type LabRoom, openLabRoom, ssh, until } from '../lab/lab-room.ts';
import { repository } from './shipped-fleet.ts';

const lab = 'shipped';
/** BGP sessions that each host has by networks/sessions.yml. */
const sessions: Readonly<Record<string, readonly string[]>> = {
  coreams01: ['edge_ams', 'edge_fra'],
  ixpams01: ['core', 'ibgp_fra', 'peer_harbour', 'rs_ams', 'transit_a'],
  ixpfra01: ['core', 'ibgp_ams', 'peer_harbour', 'rs_fra', 'transit_b'],
  vltatl01: ['vultr'],
  vltcdg01: ['vultr'],
};
let room: LabRoom;

beforeAll(async () => {
  room = await openLabRoom();
  const { handle } = await room.up(lab, { root: repository, prepare: prepareLab });
  await handle.close();
  expect(handle.failed).toEqual([]);
}, 60_000);

afterAll(async () => {
  await runOperation(downLab({ names: [lab] }), () => {});
  await room?.remove();
}, 30_000);

async function birdc(host: string, command: string): Promise<string> {
  return (await ssh(lab, host, `/usr/sbin/birdc '${command}'`)).stdout;
}

/** Names of the host's BGP sessions that are Established. */
async function listEstablished(host: string): Promise<string[]> {
  const rows = (await birdc(host, 'show protocols')).split('\n').map((line) => line.trim().split(/\s+/));
  return rows
    .filter((row) => row[1] === 'BGP' && row.includes('Established'))
    .map(([name = '']) => name)
    .sort();
}

async function listAllEstablished(): Promise<Record<string, string[]>> {
  const hosts = Object.keys(sessions);
  const lists = await Promise.all(hosts.map(listEstablished));
  return Object.fromEntries(hosts.map((host, index) => [host, lists[index] ?? []]));
}

const isComplete = (seen: Record<string, readonly string[]>): boolean =>
  JSON.stringify(seen) === JSON.stringify(sessions);

/** Whether echoes from an address of a host come back from another. */
async function pings(host: string, from: string, to: string): Promise<boolean> {
  return (await ssh(lab, host, `ping -6 -n -c 1 -W 1 -I ${from} ${to}`)).code === 0;
}

const core = '2a06:de00:50::1';

test('every session of the shipped fleet is Established within seconds', async () => {
  expect(Object.keys(sessions).flatMap((host) => sessions[host] ?? [])).toHaveLength(14);
  await until(listAllEstablished, isComplete);
});

test('every tunnel has shaken hands', async () => {
  const tunnels: Readonly<Record<string, number>> = { coreams01: 2, ixpams01: 2, ixpfra01: 2 };
  for (const [host, count] of Object.entries(tunnels)) {
    await until(
      async () => (await ssh(lab, host, 'sudo wg show all latest-handshakes')).stdout,
      (text) =>
        text
          .trim()
          .split('\n')
          .filter((line) => !line.endsWith('\t0')).length === count,
    );
  }
});

test('packets find their way: from a peer and a probe to the core, and from the core to them', async () => {
  await until(listAllEstablished, isComplete);
  const { hosts } = await labStatus(lab);
  expect(hosts.filter(({ kind }) => kind === 'outsider').length).toBeGreaterThanOrEqual(6);
  // An outsider's first prefix is its own; the route server's is its member's.
  for (const to of ['3fff::1', '3fff:4::1', '3fff:8::1', '2a0e:97c0:8a1::1', '2a0e:97c0:8a2::1'])
    await until(() => pings('coreams01', core, to), Boolean);
  await until(() => pings('vltcdg01', '2a0e:97c0:8a2::1', core), Boolean);
});

test('an edge announces the core prefix and nothing else, without the AS behind it', async () => {
  const told = { 'transit-a': ['ixpams01', 'transit_a'], 'rs-fra': ['ixpfra01', 'rs_fra'] } as const;
  for (const [outsider, [host, session]] of Object.entries(told)) {
    const exported = await birdc(host, `show route export ${session}`);
    expect(exported.match(/^[0-9a-f:]+\/\d+/gm)).toEqual(['2a06:de00:50::/44']);
    const command = ['birdc', 'show', 'route', '2a06:de00:50::/44', 'protocol', host, 'all'];
    const heard = await execInLab({ lab, host: outsider, command });
    expect(heard.stdout).toMatch(/BGP\.as_path: 215011\s/);
  }
});

test('an invalid route is filtered, and seen as such', async () => {
  await until(
    () => birdc('ixpams01', 'show route filtered protocol peer_harbour'),
    (text) => /^3fff:a::\/32/m.test(text),
  );
  expect(await birdc('ixpams01', 'show route 3fff:8::/32')).toContain('peer_harbour');
});

test('a probe announces its own prefix and the anycast one', async () => {
  const exported = await birdc('vltatl01', 'show route export vultr');
  expect(exported.match(/^[0-9a-f:]+\/\d+/gm)?.sort()).toEqual(['2a0e:97c0:8a0::/48', '2a0e:97c0:8a1::/48']);
});

test('with one edge gone the core is reached through the other, and all comes back', async () => {
  await ssh(lab, 'ixpams01', 'sudo systemctl stop bird');
  await until(
    () => birdc('coreams01', 'show route ::/0 primary'),
    (text) => text.includes('edge_fra'),
    15_000,
  );
  await until(() => pings('coreams01', core, '3fff:8::1'), Boolean);
  await ssh(lab, 'ixpams01', 'sudo systemctl start bird');
  await until(listAllEstablished, isComplete, 20_000);
}, 60_000);

test("management and tunnels stay on the provider's routes, whatever BGP says", async () => {
  const { stdout } = await ssh(
    lab,
    'coreams01',
    'ip -6 route get 2001:db8:2::10; ip -6 route get 2001:db8:2::10 from 2a06:de00:50::1',
  );
  const [outer = '', inner = ''] = stdout.split('\n').filter((line) => line.startsWith('2001:db8:2::10'));
  expect(outer).toContain('dev eth0');
  expect(inner).toContain('dev wg0');
});
