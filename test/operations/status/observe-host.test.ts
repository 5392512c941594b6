import { rename } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { milliseconds } from '../../../source/basics/brand.ts';
import { createHostObserver, type HostObserver } from '../../../source/operations/status/observe-host.ts';
import type { HostStatus } from '../../../source/operations/status/status-model.ts';
import { createRemotePool } from '../../../source/remote/pool.ts';
import { type BirdPair, runBirdc, startBirdPair } from '../../bird/real-bird.ts';
import { waitUntil } from '../../bird/wait-until.ts';
import { hostAt, type LocalSshd, startLocalSshd } from '../../remote/local-sshd.ts';

const peerName = 'AS65002.v4-LON_ix:1';
let pair: BirdPair;
let forwarding: LocalSshd;
let withoutForwarding: LocalSshd;
const endings: (() => Promise<void>)[] = [];

/** Follows the near BIRD over a real sshd. */
function observe(sshd: LocalSshd): HostObserver {
  const host = hostAt(sshd);
  const pool = createRemotePool([host], { home: sshd.folder, reconnectLimit: milliseconds(100) });
  const observer = createHostObserver(host, pool.connect(host.name), {
    controlSocket: pair.near,
    bird: { timeout: milliseconds(1_000) },
  });
  endings.push(async () => {
    observer.close();
    await pool.closeAll();
  });
  return observer;
}

function until(
  observer: HostObserver,
  what: string,
  holds: (status: HostStatus) => boolean,
): Promise<HostStatus> {
  return waitUntil(what, async () => {
    const status = await observer.observe();
    return holds(status) ? status : undefined;
  });
}

function stateOf({ sessions }: HostStatus): string | undefined {
  return sessions.find(({ name }) => name === peerName)?.state;
}

const established = (status: HostStatus) => stateOf(status) === 'Established';

beforeAll(async () => {
  pair = await startBirdPair();
  [forwarding, withoutForwarding] = await Promise.all([
    startLocalSshd(),
    startLocalSshd({ configuration: ['AllowStreamLocalForwarding no'] }),
  ]);
  await Promise.all([forwarding.start(), withoutForwarding.start()]);
}, 60_000);

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

afterAll(async () => {
  await Promise.all([pair?.stop(), forwarding?.remove(), withoutForwarding?.remove()]);
});

test('a router over SSH: its sessions, and what becomes of them', async () => {
  const observer = observe(forwarding);
  const status = await until(observer, 'the session to be Established', established);
  expect(status).toMatchObject({ reachable: true, bird: 'running' });
  expect(status.sessions.map(({ name, state }) => [name, state])).toEqual([
    [peerName, 'Established'],
    ['waits', 'Passive'],
    ['switched_off', 'Down'],
  ]);
  const counted = await until(
    observer,
    'the routes to be counted',
    ({ sessions }) => sessions[0]?.imported === 1,
  );
  expect(counted.sessions[0]).toMatchObject({
    neighborAddress: '10.0.0.2',
    neighborAs: 65002,
    localAs: 65001,
    exported: 1,
    description: 'the other one: really',
  });
  runBirdc(pair.far, 'disable', '"AS65001*"', '"back at noon"');
  const down = await until(observer, 'the session to go', (seen) => !established(seen));
  expect(down.sessions[0]).toMatchObject({ imported: null, error: expect.stringContaining('shutdown') });
  expect(down.sessions[0]?.message).toBe('back at noon');
  runBirdc(pair.far, 'enable', '"AS65001*"');
  await until(observer, 'the session to come back', established);
});

test('where sshd forwards no sockets birdc is run', async () => {
  const observer = observe(withoutForwarding);
  const status = await until(observer, 'the session', established);
  expect(status).toMatchObject({ reachable: true, bird: 'running' });
  expect(status.problem).toBeUndefined();
});

test('a frozen daemon is not a host that is gone', async () => {
  const observer = observe(forwarding);
  await until(observer, 'the session', established);
  pair.signal('near', 'SIGSTOP');
  try {
    const frozen = await observer.observe();
    expect(frozen).toMatchObject({ reachable: true, bird: 'frozen', problem: { kind: 'bird-frozen' } });
  } finally {
    pair.signal('near', 'SIGCONT');
  }
  await until(observer, 'the daemon to go on', ({ bird }) => bird === 'running');
});

test('sshd dies and comes back', async () => {
  const observer = observe(forwarding);
  await until(observer, 'the session', established);
  await forwarding.stop();
  const gone = await until(observer, 'the host to be lost', ({ reachable }) => !reachable);
  expect(gone.unreachableSince).toBeDefined();
  expect(gone.sessions).not.toEqual([]);
  await forwarding.start();
  const back = await until(observer, 'the host to be back', ({ bird }) => bird === 'running');
  expect(back.unreachableSince).toBeUndefined();
});

test('a daemon whose socket was removed is not said to be stopped', async () => {
  const observer = observe(forwarding);
  await until(observer, 'the session', established);
  await rename(pair.near, `${pair.near}.away`);
  const late = observe(forwarding);
  const hidden = await late.observe();
  expect(hidden).toMatchObject({ reachable: true, bird: 'unknown', problem: { kind: 'bird-unavailable' } });
  await rename(`${pair.near}.away`, pair.near);
  await until(late, 'BIRD to be asked again', ({ bird }) => bird === 'running');
});

test('a daemon that died is stopped, and so are its sessions', async () => {
  const observer = observe(forwarding);
  await until(observer, 'the session', established);
  pair.signal('near', 'SIGKILL');
  const stopped = await until(observer, 'the daemon to be found stopped', ({ bird }) => bird === 'stopped');
  expect(stopped).toMatchObject({ reachable: true, problem: { kind: 'bird-stopped' } });
  expect(stateOf(stopped)).toBe('Down');
});
