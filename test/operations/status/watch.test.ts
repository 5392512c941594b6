import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { milliseconds } from '../../../source/basics/brand.ts';
import type { HostStatus } from '../../../source/operations/status/status-model.ts';
import { type WatchEvent, type WatchOptions, watch } from '../../../source/operations/status/watch.ts';
import { waitUntil } from '../../bird/wait-until.ts';
import { PretendedHost, pretendFleet } from '../observed-fleet.ts';

/** A watch that is read as its events come. */
class Watched {
  readonly events: WatchEvent[] = [];
  readonly latest = new Map<string, HostStatus>();
  readonly #controller = new AbortController();
  readonly #reading: Promise<void>;

  constructor(hosts: readonly PretendedHost[], options: WatchOptions = {}) {
    this.#reading = this.#read(
      watch(pretendFleet(...hosts), {
        interval: milliseconds(20),
        bird: { timeout: milliseconds(60) },
        history: false,
        ...options,
        signal: this.#controller.signal,
      }),
    );
  }

  async #read(events: AsyncIterable<WatchEvent>): Promise<void> {
    for await (const event of events) {
      this.events.push(event);
      if (event.type === 'host-status') this.latest.set(event.status.name, event.status);
    }
  }

  /** The first status of a host for which something holds. */
  until(host: string, what: string, holds: (status: HostStatus) => boolean): Promise<HostStatus> {
    return waitUntil(`${host}: ${what}`, async () => {
      const status = this.latest.get(host);
      return status && holds(status) ? status : undefined;
    });
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#reading;
  }
}

let watched: Watched | undefined;

function start(hosts: readonly PretendedHost[], options?: WatchOptions): Watched {
  watched = new Watched(hosts, options);
  return watched;
}

afterEach(async () => {
  await watched?.stop();
  watched = undefined;
});

const running = (status: HostStatus) => status.bird === 'running';

describe('watching a fleet', () => {
  test('a host is pending, then tells its sessions', async () => {
    const seen = start([new PretendedHost('ams')]);
    const status = await seen.until('ams', 'to run', running);
    expect(seen.events[0]).toEqual({ type: 'host-pending', host: 'ams' });
    expect(status).toMatchObject({ name: 'ams', group: 'ixp', reachable: true });
    expect(status.problem).toBeUndefined();
    expect(status.observedAt).toBeGreaterThan(Date.now() - 10_000);
    expect(status.sessions).toEqual([
      {
        name: 'upstream',
        state: 'Established',
        neighborAddress: '192.0.2.1',
        neighborAs: 65002,
        localAs: 65001,
        description: 'a peer\u241b[2J',
        since: '16:00:00.000',
        imported: 3,
        exported: 1,
      },
    ]);
  });

  test('only what changed is asked for in full', async () => {
    const ams = new PretendedHost('ams');
    ams.sessions.set('other', { state: 'Established', since: '16:00:00.000' });
    const seen = start([ams]);
    await seen.until('ams', 'to run', running);
    ams.sessions.set('other', {
      state: 'Active',
      since: '16:05:00.000',
      error: 'Socket: Connection refused',
    });
    const status = await seen.until(
      'ams',
      'a session to go',
      ({ sessions }) => sessions[1]?.state === 'Active',
    );
    expect(status.sessions[1]?.error).toBe('Socket: Connection refused');
    const details = ams.questions.filter((question) => question.startsWith('show protocols all'));
    expect([...new Set(details)]).toEqual(['show protocols all', 'show protocols all "other"']);
    expect(ams.opened).toBe(1);
  });

  test('a host that hangs and one that is gone delay no other', async () => {
    const [quick, hung, gone] = [
      new PretendedHost('quick'),
      new PretendedHost('hung'),
      new PretendedHost('gone'),
    ];
    hung.silent = true;
    gone.kill();
    const seen = start([hung, gone, quick]);
    await seen.until('gone', 'to be told', ({ reachable }) => !reachable);
    await waitUntil('the quick host to be told twenty times', async () => {
      const told = seen.events.filter(
        (event) => event.type === 'host-status' && event.status.name === 'quick',
      );
      return told.length >= 20 ? true : undefined;
    });
    expect(seen.latest.has('hung')).toBe(false);
    expect(seen.latest.get('gone')?.problem?.kind).toBe('connection-lost');
  });

  test('a stopped BIRD is told with its sessions down, and comes back by itself', async () => {
    const ams = new PretendedHost('ams');
    const seen = start([ams]);
    await seen.until('ams', 'to run', running);
    ams.stopBird();
    const stopped = await seen.until('ams', 'to stop', ({ bird }) => bird === 'stopped');
    expect(stopped).toMatchObject({ reachable: true, problem: { kind: 'bird-stopped' } });
    expect(stopped.sessions).toMatchObject([
      { name: 'upstream', state: 'Down', imported: null, error: 'BIRD is not running' },
    ]);
    ams.bird = 'running';
    const again = await seen.until('ams', 'to run again', running);
    expect(again.sessions[0]?.state).toBe('Established');
    expect(again.problem).toBeUndefined();
  });

  test('a frozen BIRD keeps what was read, with its age, and the host counts as reachable', async () => {
    const ams = new PretendedHost('ams');
    const seen = start([ams]);
    await seen.until('ams', 'to run', running);
    ams.bird = 'frozen';
    const frozen = await seen.until('ams', 'to freeze', ({ bird }) => bird === 'frozen');
    expect(frozen).toMatchObject({ reachable: true, problem: { kind: 'bird-frozen' } });
    expect(frozen.sessions[0]?.state).toBe('Established');
    const later = await seen.until('ams', 'to be asked again', (status) => status !== frozen);
    expect(later.observedAt).toBe(frozen.observedAt);
  });

  test('a host whose sshd dies is unreachable since then, and recovers by itself', async () => {
    const ams = new PretendedHost('ams');
    const seen = start([ams]);
    const before = await seen.until('ams', 'to run', running);
    ams.kill();
    const gone = await seen.until('ams', 'to be lost', ({ reachable }) => !reachable);
    expect(gone.unreachableSince).toBeGreaterThanOrEqual(before.observedAt ?? Infinity);
    expect(gone.sessions).toHaveLength(1);
    ams.revive();
    const back = await seen.until('ams', 'to be back', ({ reachable }) => reachable);
    expect(back.unreachableSince).toBeUndefined();
  });

  test('where forwarding is off birdc is asked', async () => {
    const ams = new PretendedHost('ams');
    ams.forwarding = false;
    const status = await start([ams]).until('ams', 'to run', running);
    expect(status.sessions).toHaveLength(1);
    expect(ams.commands.some((command) => command.includes("birdc -v -r 'show protocols'"))).toBe(true);
  });

  test('a host without BIRD has no problem', async () => {
    const web = new PretendedHost('web');
    web.bird = 'absent';
    const status = await start([web]).until('web', 'to be told', () => true);
    expect(status).toMatchObject({ reachable: true, bird: 'absent', sessions: [] });
    expect(status.problem).toBeUndefined();
  });
});

describe('tunnels', () => {
  const amsKey = '7xeUc/Oex4ANoO60Sl5rS6k+rXrTUrFYgYcT0kFiv3Y=';
  const fraKey = 'bkpsLId9uOLBtSNN6EcLypTbfbQBkmuUoZnN0Mfwozc=';
  const time = 1_763_747_000;
  const answer = (own: string, peer: string) =>
    [
      `= time\n${time}\n= public-key\nwg0\t${own}\n= latest-handshakes\nwg0\t${peer}\t${time - 5}`,
      `= endpoints\nwg0\t${peer}\t192.0.2.7:51820\n= transfer\nwg0\t${peer}\t180\t92\n`,
    ].join('\n');

  test('are named after the host at the other end', async () => {
    const [ams, fra] = [new PretendedHost('ams'), new PretendedHost('fra')];
    ams.wg = answer(amsKey, fraKey);
    fra.wg = answer(fraKey, amsKey);
    const seen = start([ams, fra]);
    const status = await seen.until('ams', 'a name', ({ tunnels }) => tunnels[0]?.peerName !== undefined);
    expect(status.tunnels).toEqual([
      {
        interface: 'wg0',
        peer: fraKey,
        peerName: 'fra',
        endpoint: '192.0.2.7:51820',
        latestHandshake: time - 5,
        received: 180,
        sent: 92,
        state: 'up',
      },
    ]);
  });

  test('without a peer are there to be seen', async () => {
    const ams = new PretendedHost('ams');
    ams.wg = `= time\n${time}\n= public-key\nwg1\t${amsKey}\n= listen-port\nwg1\t51820\n= latest-handshakes\n`;
    const status = await start([ams]).until('ams', 'the interface', ({ tunnels }) => tunnels.length > 0);
    expect(status.tunnels).toMatchObject([
      { interface: 'wg1', peer: '', peerName: '(no peer)', latestHandshake: 0, state: 'idle' },
    ]);
  });

  test('that may not be read are a problem, and nothing else suffers', async () => {
    const ams = new PretendedHost('ams');
    ams.wg = { refused: 'Unable to list interfaces: Permission denied' };
    const status = await start([ams]).until('ams', 'a problem', ({ problem }) => problem !== undefined);
    expect(status).toMatchObject({ bird: 'running', tunnels: [], problem: { kind: 'tunnels-unread' } });
    expect(status.problem?.answer).toContain('Permission denied');
    expect(status.sessions).toHaveLength(1);
  });
});

test('a slow reader gets the newest of each host, and nothing piles up', async () => {
  const ams = new PretendedHost('ams');
  const controller = new AbortController();
  const events = watch(pretendFleet(ams), {
    interval: milliseconds(5),
    history: false,
    signal: controller.signal,
  });
  await events.next();
  await waitUntil('fifty looks', async () => (ams.questions.length > 50 ? true : undefined));
  ams.sessions.set('late', { state: 'Idle', since: '16:09:00.000' });
  const asked = ams.questions.length;
  await waitUntil('three more', async () => (ams.questions.length > asked + 3 ? true : undefined));
  const { value } = await events.next();
  expect(value).toMatchObject({ type: 'host-status', status: { sessions: [{}, { name: 'late' }] } });
  controller.abort();
  await expect(events.next()).resolves.toMatchObject({ done: true });
});

test('changes are told once, also to a slow reader, and survive a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-history-'));
  const ams = new PretendedHost('ams');
  const session = { ...pretendFleet(ams), stateFolder: folder };
  try {
    const first = new AbortController();
    const events = watch(session, { interval: milliseconds(5), signal: first.signal });
    await events.next();
    await waitUntil('a look', async () => (ams.questions.length > 2 ? true : undefined));
    ams.sessions.set('upstream', {
      state: 'Idle',
      since: '16:09:00.000',
      error: 'Received: Hold timer expired',
    });
    const asked = ams.questions.length;
    await waitUntil('more looks', async () => (ams.questions.length > asked + 5 ? true : undefined));
    ams.sessions.set('upstream', {
      state: 'Active',
      since: '16:10:00.000',
      error: 'Socket: Connection refused',
    });
    const askedAgain = ams.questions.length;
    await waitUntil('more looks', async () => (ams.questions.length > askedAgain + 5 ? true : undefined));
    const { value } = await events.next();
    expect(value).toMatchObject({
      changes: [
        {
          host: 'ams',
          session: 'upstream',
          change: { kind: 'session-down', error: 'Received: Hold timer expired' },
        },
      ],
      status: { sessions: [{ error: 'Socket: Connection refused', history: { flaps: 1 } }] },
    });
    first.abort();
    await events.next();

    const second = new AbortController();
    const again = watch(session, { interval: milliseconds(5), signal: second.signal });
    const later = await firstStatus(again);
    expect(later.changes).toBeUndefined();
    expect(later.status.sessions[0]?.history).toMatchObject({
      flaps: 1,
      firstError: 'Received: Hold timer expired',
      sinceBefore: false,
    });
    second.abort();
    await again.next();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function firstStatus(events: AsyncIterator<WatchEvent, void, void>) {
  for (;;) {
    const { value } = await events.next();
    if (value === undefined) throw new Error('the watch ended');
    if (value.type === 'host-status') return value;
  }
}
