import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type Instant, milliseconds } from '../../../source/basics/brand.ts';
import { status } from '../../../source/operations/status/status.ts';
import { toStatusJson } from '../../../source/operations/status/status-json.ts';
import type { FleetStatus, HostStatus } from '../../../source/operations/status/status-model.ts';
import { describeStatus } from '../../../source/operations/status/status-text.ts';
import { FleetHistory } from '../../../source/operations/status/watch-history.ts';
import { nameHost, PretendedHost, pretendFleet } from '../observed-fleet.ts';

describe('one look at every host', () => {
  test('tells what each one said, in the order of the inventory', async () => {
    const [ams, fra] = [new PretendedHost('ams'), new PretendedHost('fra')];
    fra.sessions.set('peer', { state: 'Idle', since: '16:02:00.000', error: 'BGP Error: Bad peer AS' });
    const found = await status(pretendFleet(ams, fra));
    expect(found.fleet).toEqual({ name: 'example', mode: 'lab' });
    expect(found.hosts.map(({ name, reachable, bird }) => [name, reachable, bird])).toEqual([
      ['ams', true, 'running'],
      ['fra', true, 'running'],
    ]);
    expect(found.hosts[1]?.sessions[1]).toMatchObject({ state: 'Idle', error: 'BGP Error: Bad peer AS' });
  });

  test('is bounded: a host that hangs is told as such', async () => {
    const [hung, gone, fine] = [
      new PretendedHost('hung'),
      new PretendedHost('gone'),
      new PretendedHost('fine'),
    ];
    hung.silent = true;
    gone.kill();
    const found = await status(pretendFleet(hung, gone, fine), { limit: milliseconds(1_000) });
    expect(found.hosts.map(({ reachable, problem }) => [reachable, problem?.kind])).toEqual([
      [false, 'no-answer-in-time'],
      [false, 'connection-lost'],
      [true, undefined],
    ]);
  });

  test('counts the sessions of hosts that cannot tell them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'peerdeck-status-'));
    try {
      const [stopped, gone] = [new PretendedHost('stopped'), new PretendedHost('gone')];
      stopped.stopBird();
      gone.kill();
      const session = { ...pretendFleet(stopped, gone), renderedFolder: join(folder, 'rendered') };
      mkdirSync(join(folder, 'rendered/stopped/bird'), { recursive: true });
      writeFileSync(
        join(folder, 'rendered/stopped/bird/bird.conf'),
        'protocol bgp upstream { local as 65001; neighbor 192.0.2.1 as 65002; }\n' +
          'protocol bgp guests { local as 65001; neighbor range 192.0.2.0/24 external; }\n',
      );
      const history = await FleetHistory.open(join(folder, 'state'));
      history.observe(hostStatus('gone'));
      await history.close();
      const found = await status({ ...session, stateFolder: join(folder, 'state') });
      expect(found.hosts.map(({ bird, sessions }) => [bird, sessions])).toMatchObject([
        ['stopped', [{ name: 'upstream', state: 'Down', neighborAs: 65002, error: 'BIRD is not running' }]],
        ['unknown', [{ name: 'upstream_with_a_long_name', state: 'unknown' }]],
      ]);
      const text = describeStatus(found, { now: at, width: 120 });
      expect(text).toContain('0/2 sessions Established, 1 unknown');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('ends at once when it is interrupted', async () => {
    const hung = new PretendedHost('hung');
    hung.silent = true;
    const controller = new AbortController();
    const looking = status(pretendFleet(hung), { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
  });
});

const key = '7xeUc/Oex4ANoO60Sl5rS6k+rXrTUrFYgYcT0kFiv3Y=';
const at = 1_763_747_000_000 as Instant;

function hostStatus(name: string, more: Partial<HostStatus> = {}): HostStatus {
  return {
    name: nameHost(name),
    group: 'ixp',
    reachable: true,
    observedAt: at,
    bird: 'running',
    sessions: [
      {
        name: 'upstream_with_a_long_name',
        state: 'Established',
        neighborAddress: '2001:db8:2::10',
        neighborAs: 64515,
        since: '16:21:44.495',
        imported: 2,
        exported: 1,
      },
    ],
    tunnels: [
      {
        interface: 'wg0',
        peer: key,
        peerName: 'coreams01',
        latestHandshake: at / 1000 - 75,
        received: 18_200,
        sent: 148,
        state: 'up',
      },
    ],
    ...more,
  };
}

const fleet: FleetStatus = {
  fleet: { name: 'example', mode: 'production' },
  hosts: [
    hostStatus('fine'),
    hostStatus('lost', {
      reachable: false,
      unreachableSince: at,
      sessions: [],
      tunnels: [],
      problem: {
        kind: 'host-unreachable',
        message: 'cannot be reached',
        answer: 'connect ECONNREFUSED\u001b[2J',
      },
    }),
    hostStatus('partly', {
      sessions: [
        {
          name: 'peer',
          state: 'Active',
          neighborAddress: '192.0.2.1',
          neighborAs: 65002,
          since: '2026-11-21',
          imported: null,
          exported: null,
          error: 'Received: Administrative shutdown',
          message: 'maintenance',
        },
      ],
    }),
  ],
};

describe('as JSON', () => {
  const json = toStatusJson(fleet);

  test('it has the shape that scripts read', () => {
    expect(json.fleet).toEqual({ name: 'example', mode: 'production' });
    expect(json.hosts[0]).toEqual({
      name: 'fine',
      group: 'ixp',
      reachable: true,
      observedAt: '2025-11-21T17:43:20.000Z',
      bird: 'running',
      sessions: fleet.hosts[0]?.sessions,
      tunnels: fleet.hosts[0]?.tunnels,
      rpki: [],
    });
  });

  test('a problem is told in words, and by its name', () => {
    expect(json.hosts[1]).toMatchObject({
      reachable: false,
      unreachableSince: '2025-11-21T17:43:20.000Z',
      problem: 'cannot be reached: connect ECONNREFUSED\u241b[2J',
      problemKind: 'host-unreachable',
    });
  });
});

describe('as text', () => {
  const text = describeStatus(fleet, { now: at + 5_000 });
  const lines = text.split('\n');

  test('fits eighty columns, and no escape passes', () => {
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001b');
  });

  test('sums up first, then tells the hosts, worst first', () => {
    expect(lines[0]).toBe('example  PRODUCTION  2/3 hosts, 1/2 sessions Established, 2/2 tunnels up');
    const order = lines.filter((line) => /^[^ ] /.test(line)).map((line) => line.slice(0, 8).trim());
    expect(order.slice(0, 3)).toEqual(['\u2717 lost', '! partly', '\u2713 fine']);
  });

  test('says what is wrong below what it is wrong with', () => {
    const below = (start: string) => lines[lines.findIndex((line) => line.startsWith(start)) + 1];
    expect(below('\u2717 lost')).toBe(
      '    unreachable for 5s: cannot be reached: connect ECONNREFUSED\u241b[2J',
    );
    expect(below('\u2717 partly')).toBe('    Received: Administrative shutdown; "maintenance"');
  });

  test('says below a host what is held there, by whom and why', () => {
    const hold = { who: 'op@jump01', since: '2025-11-21T17:00:00Z', why: 'the fibre is being moved' };
    const hosts = fleet.hosts.map((host) =>
      host.name === 'fine' ? { ...host, holds: [hold, { ...hold, path: 'bird' }] } : host,
    );
    const told = describeStatus({ ...fleet, hosts }, { now: at + 5_000 });
    expect(told).toMatch(/! fine [^\n]*\n +held by op@jump01, since [\s\S]*moved;\s+bird held by/);
  });

  test('names tunnels by the host at the other end, with the age of the handshake', () => {
    expect(text).toMatch(/✓ fine +wg0 +coreams01 +up +1m20s ago +18\.2 kB +148 B/);
  });

  test('colours only when asked to', () => {
    expect(describeStatus(fleet, { now: at, color: true })).toContain('\u001b[31m');
  });
});
