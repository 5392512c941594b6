import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Instant } from '../../../source/basics/brand.ts';
import {
  boundRecords,
  readHistoryFile,
  writeHistoryFile,
} from '../../../source/operations/status/history-file.ts';
import {
  type HostRecords,
  reduceHistory,
  type SessionChange,
} from '../../../source/operations/status/session-history.ts';
import type { HostStatus, SessionStatus } from '../../../source/operations/status/status-model.ts';
import { describeChange, FleetHistory } from '../../../source/operations/status/watch-history.ts';
import { nameHost } from '../observed-fleet.ts';

const noon = 1_763_726_400_000;

function at(seconds: number): Instant {
  return (noon + seconds * 1000) as Instant;
}

function session(state: string, more: Partial<SessionStatus> = {}): SessionStatus {
  return {
    name: 'peer',
    state,
    neighborAddress: '192.0.2.1',
    neighborAs: 65002,
    since: '12:00:00.000',
    imported: state === 'Established' ? 5 : null,
    exported: state === 'Established' ? 1 : null,
    ...more,
  };
}

function look(...sessions: readonly SessionStatus[]): HostStatus {
  return { name: nameHost('ams'), group: 'ixp', reachable: true, bird: 'running', sessions, tunnels: [] };
}

/** A history that is shown one look after another. */
class Shown {
  records: HostRecords | undefined;

  show(seconds: number, status: HostStatus): SessionChange[] {
    const step = reduceHistory(this.records, status, at(seconds));
    this.records = step.records;
    return step.changes.map(({ change }) => change);
  }

  get peer() {
    const record = this.records?.get('peer');
    if (!record) throw new Error('nothing is remembered of the peer');
    return record;
  }
}

describe('what is remembered of a session', () => {
  test('an outage began when it was first seen, whatever the retries say', () => {
    const shown = new Shown();
    expect(shown.show(0, look(session('Established')))).toEqual([]);
    expect(shown.show(10, look(session('Active', { since: '12:00:09' })))).toEqual([
      { kind: 'session-down', upFor: 10_000 },
    ]);
    for (let retry = 1; retry <= 20; retry += 1) {
      const state = retry % 2 === 0 ? 'Active' : 'Connect';
      expect(shown.show(10 + retry, look(session(state, { since: `12:00:${10 + retry}` })))).toEqual([]);
    }
    expect(shown.peer).toMatchObject({ up: false, since: at(10), sinceBefore: false, flaps: [at(10)] });
  });

  test('the first error and the shutdown message stay, though BIRD forgets them', () => {
    const shown = new Shown();
    shown.show(0, look(session('Established')));
    const shutdown = { error: 'Received: Administrative shutdown', message: 'back at noon' };
    expect(shown.show(1, look(session('Idle', shutdown)))).toEqual([
      { kind: 'session-down', error: 'Received: Administrative shutdown: "back at noon"', upFor: 1_000 },
    ]);
    shown.show(3, look(session('Active', { error: 'Socket: Connection reset by peer' })));
    expect(shown.peer).toMatchObject({
      firstError: { text: 'Received: Administrative shutdown', at: at(1) },
      message: { text: 'back at noon', at: at(1) },
    });
    expect(shown.show(61, look(session('Established', { since: '12:01:01' })))).toEqual([
      { kind: 'session-up', downFor: 60_000 },
    ]);
    expect(shown.peer.message?.text).toBe('back at noon');
    shown.show(90, look(session('Idle')));
    expect(shown.peer.firstError).toBeUndefined();
    expect(shown.peer.message).toBeUndefined();
  });

  test('a reason that comes late is told once', () => {
    const shown = new Shown();
    shown.show(0, look(session('Established')));
    shown.show(1, look(session('Idle')));
    const error = 'Socket: No route to host';
    expect(shown.show(2, look(session('Connect', { error })))).toEqual([{ kind: 'session-error', error }]);
    expect(shown.show(3, look(session('Connect', { error: 'Socket: Connection refused' })))).toEqual([]);
    expect(shown.show(4, look(session('Idle', { message: 'sorry' })))).toEqual([
      { kind: 'session-message', message: 'sorry' },
    ]);
  });

  test('what was down when it was first seen may have been for longer', () => {
    const shown = new Shown();
    expect(shown.show(0, look(session('Idle', { error: 'BGP Error: Bad peer AS' })))).toEqual([]);
    expect(shown.peer).toMatchObject({ up: false, since: at(0), sinceBefore: true, flaps: [] });
    expect(shown.peer.firstError?.text).toBe('BGP Error: Bad peer AS');
  });

  test.each([
    ['12:00:00.000', '12:07:13.000', true],
    ['12:00:00.000', '2025-11-21', false],
    ['2025-11-21', '12:07:13.000', true],
    ['2025-11-21', '2025-11-22', true],
    ['12:00:00.000', '2025-11-21 12:00:00', false],
    ['2025-11-21 12:00:00', '2025-11-21 12:00:05', true],
  ])('up since %s, then up since %s: it was down between: %s', (before, after, flapped) => {
    const shown = new Shown();
    shown.show(0, look(session('Established', { since: before })));
    const changes = shown.show(1, look(session('Established', { since: after })));
    expect(changes).toEqual(flapped ? [{ kind: 'session-flapped' }] : []);
    expect(shown.peer.since).toBe(flapped ? at(1) : at(0));
  });

  test('a host or a daemon that does not answer says nothing of its sessions', () => {
    const shown = new Shown();
    shown.show(0, look(session('Established')));
    const before = shown.records;
    expect(shown.show(1, { ...look(), reachable: false, bird: 'unknown' })).toEqual([]);
    expect(shown.show(2, { ...look(), bird: 'frozen' })).toEqual([]);
    expect(shown.records).toBe(before);
    const stopped = look(session('Down', { error: 'BIRD is not running' }));
    expect(shown.show(3, { ...stopped, bird: 'stopped' })).toMatchObject([{ kind: 'session-down' }]);
    expect(shown.show(4, { ...look(), bird: 'stopped' })).toEqual([]);
    expect(shown.peer.up).toBe(false);
  });

  test('sessions that come and go are told, but not at the first look', () => {
    const shown = new Shown();
    const other = session('Idle', { name: 'other' });
    expect(shown.show(0, look(session('Established')))).toEqual([]);
    expect(shown.show(1, look(session('Established'), other))).toEqual([{ kind: 'session-added' }]);
    expect(shown.show(2, look(other))).toEqual([{ kind: 'session-removed' }]);
    expect([...(shown.records?.keys() ?? [])]).toEqual(['other']);
  });

  test('counts are sampled once a minute, for an hour', () => {
    const shown = new Shown();
    for (let second = 0; second <= 2 * 3600; second += 10) {
      shown.show(second, look(session('Established', { imported: second })));
    }
    const { samples } = shown.peer;
    expect(samples).toHaveLength(60);
    expect(samples.at(-1)).toEqual({ at: at(7200), imported: 7200, exported: 1 });
    expect(samples[0]?.at).toBe(at(7200 - 59 * 60));
  });

  test('whatever is seen, the memory is bounded and what is down has one beginning', () => {
    const state = fc.constantFrom('Established', 'Idle', 'Active', 'Passive');
    fc.assert(
      fc.property(fc.array(fc.tuple(state, fc.nat(100)), { maxLength: 300 }), (looks) => {
        const shown = new Shown();
        let time = 0;
        let up: boolean | undefined;
        let began = 0;
        for (const [each, wait] of looks) {
          time += wait + 1;
          const since = each === 'Established' ? '12:00:00' : `12:00:0${time % 10}`;
          shown.show(time, look(session(each, { since })));
          const now = each === 'Established';
          if (up !== now && up !== undefined) began = time;
          if (up === undefined) began = time;
          up = now;
          if (!now) expect(shown.peer.since).toBe(at(began));
          expect(shown.peer.flaps.length).toBeLessThanOrEqual(50);
          expect(shown.peer.samples.length).toBeLessThanOrEqual(60);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('a change reads as a line', () => {
  const line = (change: SessionChange) => describeChange({ at: at(0), host: 'ams', session: 'peer', change });
  expect(line({ kind: 'session-down', error: 'Hold timer expired', upFor: 1 })).toBe(
    'ams peer: went down: Hold timer expired',
  );
  expect(line({ kind: 'session-up', downFor: 61_000 })).toBe('ams peer: is up again after 61 s');
});

describe('the file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'history-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('keeps everything, for the user alone', async () => {
    const shown = new Shown();
    shown.show(0, look(session('Established')));
    shown.show(5, look(session('Idle', { error: 'x'.repeat(400), message: 'y' })));
    const path = join(folder, 'history', 'sessions.json');
    await writeHistoryFile(path, new Map([['ams', shown.records ?? new Map()]]));
    const { records, problem } = await readHistoryFile(path);
    expect(problem).toBeUndefined();
    expect(records.get('ams')).toEqual(shown.records);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'history')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'history'))).toEqual(['sessions.json']);
  });

  test('that is torn or of another make is begun anew, and told', async () => {
    const path = join(folder, 'sessions.json');
    for (const text of ['{"version":1,"hosts":{"a":', '[]', '{"version":2,"hosts":{}}', '']) {
      writeFileSync(path, text);
      const { records, problem } = await readHistoryFile(path);
      expect(records.size).toBe(0);
      expect(problem).toMatchObject({ kind: 'history-unread', place: { file: path } });
    }
  });

  test('keeps the sessions whose records are whole, and is put aside before it is written anew', async () => {
    const path = join(folder, 'history', 'sessions.json');
    const shown = new Shown();
    shown.show(0, look(session('Established')));
    await writeHistoryFile(path, new Map([['ams', shown.records ?? new Map()]]));
    const text = readFileSync(path, 'utf8').replace('{"ams":{', '{"ams":{"torn":{"up":"perhaps"},');
    writeFileSync(path, text);
    const { records, problem } = await readHistoryFile(path);
    expect(records.get('ams')).toEqual(shown.records);
    expect(problem).toMatchObject({ kind: 'history-unread', answer: 'ams torn' });
    const history = await FleetHistory.open(folder);
    expect(history.problem?.kind).toBe('history-unread');
    expect(readdirSync(join(folder, 'history'))).toEqual(['sessions.json']);
    await history.close();
    expect(readFileSync(`${path}.unread`, 'utf8')).toBe(text);
    expect((await readHistoryFile(path)).problem).toBeUndefined();
  });

  test('is shared by two consoles: neither forgets what the other has seen', async () => {
    const [one, two] = [await FleetHistory.open(folder), await FleetHistory.open(folder)];
    const ams = look(session('Established'));
    const fra = { ...ams, name: nameHost('fra') };
    one.observe(ams, at(0));
    two.observe(fra, at(0));
    two.observe({ ...fra, sessions: [session('Idle', { error: 'Received: Bad peer AS' })] }, at(1));
    await Promise.all([one.close(), two.close()]);
    one.observe(ams, at(2));
    await one.close();
    const { records } = await readHistoryFile(join(folder, 'history', 'sessions.json'));
    expect([...records.keys()].sort()).toEqual(['ams', 'fra']);
    const [record] = [...(records.get('fra')?.values() ?? [])];
    expect(record).toMatchObject({ up: false, firstError: { text: 'Received: Bad peer AS' } });
  });

  test('has the newer of two records, and of one outage the words that only one console caught', async () => {
    const [one, two] = [await FleetHistory.open(folder), await FleetHistory.open(folder)];
    const up = look(session('Established'));
    for (const each of [one, two]) each.observe(up, at(0));
    one.observe(look(session('Idle', { error: 'Received: Cease', message: 'back at noon' })), at(1));
    two.observe(look(session('Connect')), at(2));
    await one.close();
    await two.close();
    const { records } = await readHistoryFile(join(folder, 'history', 'sessions.json'));
    const [record] = [...(records.get('ams')?.values() ?? [])];
    expect(record).toMatchObject({
      seen: at(2),
      firstError: { text: 'Received: Cease' },
      message: { text: 'back at noon' },
    });
  });

  test('forgets a session that we saw go, though the other console still has it', async () => {
    const [one, two] = [await FleetHistory.open(folder), await FleetHistory.open(folder)];
    const both = look(session('Established'));
    for (const each of [one, two]) each.observe(both, at(0));
    await two.close();
    one.observe({ ...both, sessions: [] }, at(1));
    await one.close();
    const { records } = await readHistoryFile(join(folder, 'history', 'sessions.json'));
    expect(records.get('ams')?.size).toBe(0);
  });

  test('that is not there yet is no problem', async () => {
    await expect(readHistoryFile(join(folder, 'none.json'))).resolves.toEqual({ records: new Map() });
  });

  test('forgets those first that were not seen for longest', () => {
    const shown = new Shown();
    const records = new Map<string, HostRecords>();
    for (let host = 0; host < 10; host += 1) {
      shown.records = undefined;
      shown.show(host, look(session('Established')));
      records.set(`host${host}`, shown.records ?? new Map());
    }
    expect([...boundRecords(records, 3).keys()]).toEqual(['host9', 'host8', 'host7']);
  });

  test('is not made again where the state folder is gone, as when a lab has ended', async () => {
    const gone = join(folder, 'gone');
    const history = await FleetHistory.open(gone);
    history.observe(look(session('Established')), at(0));
    rmSync(gone, { recursive: true });
    await history.close();
    expect(history.problem).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that cannot be written is a problem, not a crash', async () => {
    const history = await FleetHistory.open(folder);
    writeFileSync(join(folder, 'history'), 'a file where the folder belongs');
    history.observe(look(session('Established')), at(0));
    await history.close();
    expect(history.problem?.kind).toBe('history-unwritten');
    expect(readFileSync(join(folder, 'history'), 'utf8')).toContain('a file');
  });
});
