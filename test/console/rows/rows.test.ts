import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../source/basics/brand.ts';
import { formatAge, shortenSince } from '../../../source/console/rows/age.ts';
import { compileFilter } from '../../../source/console/rows/filter.ts';
import { hostHealth } from '../../../source/console/rows/health.ts';
import { formatBytes, formatCount } from '../../../source/console/rows/quantities.ts';
import { sparkline } from '../../../source/console/rows/sparkline.ts';
import { buildTreeRows } from '../../../source/console/rows/tree-rows.ts';
import { buildDiffRows } from '../../../source/console/views/diff/diff-rows.ts';
import { buildEventRows } from '../../../source/console/views/events/event-rows.ts';
import { buildSessionRows, staleText } from '../../../source/console/views/sessions/session-rows.ts';
import { buildTunnelRows } from '../../../source/console/views/tunnels/tunnel-rows.ts';
import type { HostDifference } from '../../../source/operations/diff/changes.ts';
import type { HostStatus } from '../../../source/operations/status/status-model.ts';
import { demoChanges, demoClock, hostName } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';

describe('a filter', () => {
  it('wants every word and no word after !', () => {
    const matches = compileFilter('IXP !established');
    expect(matches('ixpams01 peer Connect')).toBe(true);
    expect(matches('ixpams01 rs1 Established')).toBe(false);
    expect(matches('coreams01 peer Connect')).toBe(false);
  });

  it('lets everything through while it is empty, or only begun', () => {
    expect(['', '  ', '!', ' ! '].every((text) => compileFilter(text)('anything'))).toBe(true);
  });
});

describe('ages', () => {
  it('are coarse, so that a calm screen stays as it is', () => {
    expect([0, 9_999, 10_000, 59_999, 61_000, 3_700_000, 90 * 3_600_000, -5].map(formatAge)).toEqual([
      'now',
      'now',
      '10s',
      '50s',
      '1m',
      '1h',
      '3d',
      'now',
    ]);
  });

  it('of a daemon lose what nobody reads', () => {
    expect(shortenSince('2026-11-20 09:12:44')).toBe('11-20 09:12');
    expect(shortenSince('09:12:44.123')).toBe('09:12:44');
    expect(shortenSince('whatever it says')).toBe('whatever it says');
  });
});

describe('quantities', () => {
  it('fit into a narrow column', () => {
    expect([0, 999, 9_400, 48_211_034, 9_960_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '9.4 kB',
      '48 MB',
      '10 MB',
    ]);
    expect([412, 98_213, 187_232, 1_204_000].map(formatCount)).toEqual(['412', '98213', '187k', '1.2M']);
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => formatBytes(bytes).length <= 7));
  });
});

describe('a sparkline', () => {
  const bars = ['_', '-', '#'];

  it('goes from the least to the most, with a gap where nothing was told', () => {
    expect(sparkline([10, 15, null, 20], 10, bars)).toBe('_- #');
    expect(sparkline([7, 7], 10, bars)).toBe('--');
    expect(sparkline([1, 2, 3], 2, bars)).toBe('_#');
    expect(sparkline([1, 2, 3], 0, bars)).toBe('');
  });

  it('is as long as its counts, whatever they are', () => {
    const counts = fc.array(fc.option(fc.maxSafeNat()));
    fc.assert(
      fc.property(counts, (given) => sparkline(given, 60, bars).length === Math.min(60, given.length)),
    );
  });
});

describe('the health of a host', () => {
  const { hosts } = demoState();
  it('is a level and a word', () => {
    const healths = hosts.map((host) => hostHealth(host, demoClock));
    expect(healths.map(({ level, word }) => `${level} ${word}`.trim())).toEqual([
      'good',
      'warning 1/3 down',
      'good',
      'good',
      'bad unreachable',
    ]);
  });

  it('is unknown before the first answer', () => {
    expect(hostHealth({ name: hostName('new'), group: 'ixp', pending: true }, demoClock)).toEqual({
      level: 'unknown',
      word: 'connecting',
    });
  });
});

describe('the rows', () => {
  const { hosts } = demoState();

  it('of the tree keep inventory order, with the worst of a group on it', () => {
    const rows = buildTreeRows(hosts, '', demoClock);
    expect(rows.map(({ id }) => id).slice(0, 4)).toEqual([
      'all',
      'group:core',
      'host:coreams01',
      'group:ixp',
    ]);
    expect(rows[3]).toMatchObject({ level: 'warning', hosts: 2 });
    expect(buildTreeRows(hosts, 'unreachable', demoClock).map(({ id }) => id)).toEqual([
      'all',
      'group:vlt',
      'host:vltcdg01',
    ]);
  });

  it('of sessions put what is down first', () => {
    const rows = buildSessionRows(hosts, '');
    expect(rows.map(({ name }) => name).slice(0, 2)).toEqual(['peer_example', 'ibgp_ixpams01']);
    expect(buildSessionRows(hosts, 'as6777')).toHaveLength(1);
  });

  it('of sessions of a host that no longer tells are unknown, with what they were and when', () => {
    const [first] = hosts;
    if (first?.status === undefined) throw new Error('the demo has sessions');
    const { status } = first;
    const later = (demoClock + 180_000) as Instant;
    for (const bird of ['frozen', 'unknown'] as const) {
      const rows = buildSessionRows([{ ...first, status: { ...status, bird } }, ...hosts.slice(2)], '');
      const [stale] = rows;
      if (stale === undefined) throw new Error('there are sessions');
      expect(stale).toMatchObject({ host: 'coreams01', level: 'unknown', stale: true });
      expect(staleText(stale, later)).toBe('was Established 3m ago');
      expect(rows.filter(({ level }) => level === 'unknown')).toHaveLength(2);
    }
    const gone = { ...first, status: { ...status, reachable: false } };
    expect(buildSessionRows([gone], 'unknown')).toHaveLength(2);
    expect(buildTunnelRows([gone], '').map(({ level }) => level)).toEqual(['unknown', 'unknown']);
    expect(buildTunnelRows([{ ...first, status: { ...status, bird: 'frozen' } }], '')[0]?.level).toBe('good');
  });

  it('of sessions hold RPKI caches too, and count neither templates nor blocked limits as down', () => {
    const [first] = hosts;
    const [up] = first?.status?.sessions ?? [];
    if (first?.status === undefined || up === undefined) throw new Error('the demo has sessions');
    const status: HostStatus = {
      ...first.status,
      sessions: [
        { ...up, name: 'members', state: 'Passive', neighborAddress: '2001:db8::/64', listening: true },
        { ...up, name: 'full', limitHit: 'ipv6 import limit 50: block' },
        up,
      ],
      rpki: [
        {
          name: 'cache',
          state: 'Transport-Error',
          cacheServer: '192.0.2.7',
          since: '09:00:00',
          records: null,
        },
      ],
    };
    const entry = { ...first, status };
    expect(
      buildSessionRows([entry], '').map((row) => [row.name, row.level, row.kind === 'bgp' ? row.note : '']),
    ).toEqual([
      ['cache', 'bad', ''],
      ['full', 'warning', 'limit blocks: ipv6 import limit 50: block'],
      ['members', 'good', ''],
      ['ibgp_ixpams01', 'good', ''],
    ]);
    expect(hostHealth(entry, demoClock)).toEqual({ level: 'warning', word: 'limit blocks' });
    const { rpki, sessions } = status;
    const rest = sessions.filter(({ limitHit }) => limitHit === undefined);
    expect(hostHealth({ ...entry, status: { ...status, sessions: rest } }, demoClock).word).toBe('RPKI down');
    const absent: HostStatus = { ...status, bird: 'absent', sessions: [], rpki: rpki?.slice(1) ?? [] };
    expect(hostHealth({ ...entry, status: absent }, demoClock).level).toBe('good');
  });

  it('of sessions warn of one that lost its routes, and its host does', () => {
    const [first] = hosts;
    const [up] = first?.status?.sessions ?? [];
    if (first?.status === undefined || up === undefined) throw new Error('the demo has sessions');
    const noRoutes = 'no route is in: all 2 received are filtered';
    const entry = { ...first, status: { ...first.status, sessions: [{ ...up, imported: 0, noRoutes }] } };
    const [row] = buildSessionRows([entry], '').filter(({ kind }) => kind === 'bgp');
    expect(row).toMatchObject({ level: 'warning', note: noRoutes });
    expect(hostHealth(entry, demoClock)).toEqual({ level: 'warning', word: 'no routes in' });
  });

  it('of what happened name the newest first, and stay what they are as more happens', () => {
    const change = { kind: 'session-flapped' } as const;
    const event = { at: demoClock, host: 'ixpams01', session: 'he_v6', change };
    const scope = new Set(['ixpams01']);
    const [before] = buildEventRows([event], 1, scope, '');
    const after = buildEventRows([{ ...event, session: 'rs1_amsix' }, event], 2, scope, '');
    expect(after.map(({ event: { session } }) => session)).toEqual(['rs1_amsix', 'he_v6']);
    expect(after[1]?.id).toBe(before?.id);
    expect(before).toMatchObject({ level: 'warning', text: 'was down for a moment' });
    expect(buildEventRows([event], 1, new Set(), '')).toEqual([]);
    expect(buildEventRows([event], 1, scope, 'he_v6 moment')).toHaveLength(1);
  });

  it('of a diff show the same edit once, with the hosts it concerns', () => {
    const scope = new Set(['ixpams01', 'ixpfra01', 'coreams01']);
    const files = buildDiffRows(demoChanges, [], scope, '').filter(({ kind }) => kind === 'file');
    expect(files).toMatchObject([
      { path: 'bird/bird.conf', hosts: ['ixpams01', 'ixpfra01'], added: 1, removed: 1 },
      { path: 'wireguard/wg-ams.conf', hosts: ['coreams01'], added: 2, removed: 0 },
    ]);
    expect(
      buildDiffRows(demoChanges, [], scope, 'interface').filter(({ kind }) => kind === 'file'),
    ).toHaveLength(1);
  });

  it('of a diff begin with what is to be said of a host', () => {
    const difference: HostDifference = {
      host: hostName('ixpams01'),
      changes: [],
      stale: ['bird/old.conf'],
      drifted: ['bird/bird.conf'],
      problem: { kind: 'host-unreachable', message: 'connection refused' },
    };
    const rows = buildDiffRows([], [difference], new Set(['ixpams01']), '');
    expect(rows.map((row) => (row.kind === 'note' ? row.text : ''))).toEqual([
      'ixpams01 could not be compared: connection refused',
      'ixpams01: 1 file edited on the host since the last sync: bird/bird.conf',
      'ixpams01: 1 live file no longer rendered: bird/old.conf',
    ]);
  });
});
