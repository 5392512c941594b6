import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { milliseconds } from '../../../source/basics/brand.ts';
import type { Host } from '../../../source/fleet/model.ts';
import { labPaths } from '../../../source/lab/state/paths.ts';
import { labFolder } from '../../../source/lab/state/record.ts';
import { downLab } from '../../../source/operations/lab/lab-down.ts';
import { execInLab } from '../../../source/operations/lab/lab-exec.ts';
import { labStatus } from '../../../source/operations/lab/lab-status.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { status } from '../../../source/operations/status/status.ts';
import type { HostStatus } from '../../../source/operations/status/status-model.ts';
import { type WatchEvent, watch } from '../../../source/operations/status/watch.ts';
import { createRemotePool } from '../../../source/remote/pool.ts';
import { waitUntil } from '../../bird/wait-until.ts';
import { type LabRoom, openLabRoom } from '../../lab/lab-room.ts';
import { PretendedHost, pretendFleet } from '../observed-fleet.ts';

const lab = 'watched';
let room: LabRoom;

/** The fleet's two routers of the small lab, as an inventory would name them. */
async function openSession(): Promise<FleetSession> {
  const paths = labPaths(labFolder(lab));
  const names = ['one', 'two'];
  const { hosts: reports } = await labStatus(lab);
  const session = pretendFleet(...names.map((name) => new PretendedHost(name)));
  const hosts: Host[] = session.hosts.map((host) => {
    const report = reports.find(({ name }) => name === host.name);
    const [address = '', port = ''] = (report?.reach ?? '').split(':');
    return {
      ...host,
      connection: {
        address,
        port: Number(port),
        user: report?.user ?? '',
        privateKeyFile: paths.privateKey,
        commonArguments: `-F none -o UserKnownHostsFile=${paths.knownHosts} -o IdentityAgent=none -o IdentitiesOnly=yes`,
      },
    };
  });
  const remote = createRemotePool(hosts, { home: room.root, reconnectLimit: milliseconds(500) });
  return { ...session, fleet: { ...session.fleet, hosts }, hosts, remote, stateFolder: labFolder(lab) };
}

interface Seen {
  readonly status: HostStatus;
  readonly at: number;
}

let session: FleetSession;
let controller: AbortController;
let reading: Promise<void>;
const latest = new Map<string, Seen>();

beforeAll(async () => {
  room = await openLabRoom();
  const { handle } = await room.up(lab);
  await handle.close();
  expect(handle.failed).toEqual([]);
}, 60_000);

afterAll(async () => {
  await runOperation(downLab({ names: [lab] }), () => undefined);
  await room?.remove();
}, 30_000);

async function read(events: AsyncIterable<WatchEvent>): Promise<void> {
  for await (const event of events) {
    if (event.type === 'host-status') latest.set(event.status.name, { status: event.status, at: Date.now() });
  }
}

beforeEach(async () => {
  latest.clear();
  session = await openSession();
  controller = new AbortController();
  reading = read(watch(session, { signal: controller.signal, tunnelInterval: milliseconds(500) }));
});

afterEach(async () => {
  controller.abort();
  await reading;
  await session.remote.closeAll();
});

/** Waits until a host's status says something, for at most the five seconds an operator is promised. */
function until(host: string, what: string, holds: (status: HostStatus) => boolean, limit = 5_000) {
  return waitUntil(
    `${host}: ${what}`,
    async () => {
      const seen = latest.get(host);
      return seen && holds(seen.status) ? seen.status : undefined;
    },
    limit,
  );
}

async function inLab(host: string, ...command: readonly string[]): Promise<void> {
  const result = await execInLab({ lab, host, command });
  expect(result).toMatchObject({ exitCode: 0 });
}

const allEstablished = ({ sessions }: HostStatus) =>
  sessions.length > 0 && sessions.every(({ state }) => state === 'Established');

test('real routers: sessions, tunnels by name, the RPKI cache; never a private key', async () => {
  const one = await until(
    'one',
    'everything up',
    (seen) => allEstablished(seen) && seen.tunnels.length > 0,
    20_000,
  );
  expect(one.sessions.map(({ name, neighborAs }) => [name, neighborAs])).toEqual([
    ['inner', 65001],
    ['peer', 65010],
  ]);
  await until('one', 'a named tunnel', ({ tunnels }) => tunnels[0]?.peerName === 'two');
  await until('one', 'a handshake', ({ tunnels }) => tunnels[0]?.state === 'up');
  await until('one', 'the RPKI cache', ({ rpki }) => rpki?.[0]?.state === 'Established');
  await until('one', 'routes from the peer', ({ sessions }) => (sessions[1]?.imported ?? 0) > 0);
  const all = await status(session);
  expect(all.hosts.map(({ name, reachable, bird, problem }) => [name, reachable, bird, problem])).toEqual([
    ['one', true, 'running', undefined],
    ['two', true, 'running', undefined],
  ]);
});

test('BIRD stopped by hand shows in time, the other host goes on, and it recovers', async () => {
  await until('two', 'its session', allEstablished, 20_000);
  await inLab('two', 'systemctl', 'stop', 'bird');
  const stopped = await until('two', 'BIRD stopped', ({ bird }) => bird === 'stopped');
  expect(stopped).toMatchObject({ reachable: true, problem: { kind: 'bird-stopped' } });
  const mark = Date.now();
  await until('one', 'going on', ({ reachable }) => reachable && (latest.get('one')?.at ?? 0) > mark + 1_000);
  await inLab('two', 'systemctl', 'start', 'bird');
  await until('two', 'its session again', allEstablished, 20_000);
});

test('sshd killed by hand shows in time as unreachable, and it recovers', async () => {
  await until('two', 'its session', allEstablished, 20_000);
  await inLab('two', 'systemctl', 'stop', 'ssh');
  await execInLab({ lab, host: 'two', command: ['pkill', '-9', 'sshd'] });
  const gone = await until('two', 'unreachable', ({ reachable }) => !reachable);
  expect(gone.unreachableSince).toBeGreaterThan(Date.now() - 10_000);
  expect(gone.problem).toBeDefined();
  await until('one', 'still there', ({ reachable }) => reachable);
  await inLab('two', 'systemctl', 'start', 'ssh');
  await until('two', 'back', ({ reachable, bird }) => reachable && bird === 'running', 15_000);
});

test('a frozen BIRD shows in time, and is heard again', async () => {
  await until('two', 'its session', allEstablished, 20_000);
  await inLab('two', 'pkill', '-STOP', '-x', 'bird');
  try {
    await until('two', 'frozen', ({ bird }) => bird === 'frozen', 8_000);
  } finally {
    await inLab('two', 'pkill', '-CONT', '-x', 'bird');
  }
  await until('two', 'running', ({ bird }) => bird === 'running', 15_000);
});

test('the history is written below the state folder', async () => {
  await until('one', 'its sessions', allEstablished, 20_000);
  controller.abort();
  await reading;
  const text = readFileSync(`${labFolder(lab)}/history/sessions.json`, 'utf8');
  expect(Object.keys(JSON.parse(text).hosts).sort()).toEqual(['one', 'two']);
});
