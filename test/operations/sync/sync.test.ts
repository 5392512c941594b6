import { utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeDiffEvent, summarizeDiff } from '../../../source/commands/diff-text.ts';
import { nameRelease, packDelivery } from '../../../source/delivery/package.ts';
import { createStageScript } from '../../../source/delivery/stage-script.ts';
import type { HostSyncResult, SyncEvent } from '../../../source/operations/diff/changes.ts';
import { diff } from '../../../source/operations/diff/diff.ts';
import { planHost } from '../../../source/operations/diff/diff-live.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { readReleases } from '../../../source/operations/sync/releases.ts';
import { rollback } from '../../../source/operations/sync/rollback.ts';
import { type SyncOptions, sync } from '../../../source/operations/sync/sync.ts';
import type { WaveEvent } from '../../../source/operations/sync/wave.ts';
import { waitFor } from '../../remote/local-sshd.ts';
import { layoutOf, openRoom, type Room, type RoomHost, treeOf } from '../sync-room.ts';

let room: Room;
let ixp: RoomHost;
let events: (SyncEvent | WaveEvent)[] = [];

beforeEach(async () => {
  room = await openRoom(['ixpams01']);
  const [first] = room.hosts;
  if (!first) throw new Error('the room is empty');
  ixp = first;
  events = [];
});
afterEach(() => room.close());

function run(files: Readonly<Record<string, string>>, options: SyncOptions = {}): Promise<HostSyncResult> {
  return resultOf(
    sync(room.session, treeOf(ixp, files), {
      layout: layoutOf(ixp),
      limits: { verify: 2, confirm: 2 },
      ...options,
    }),
  );
}

async function resultOf(operation: ReturnType<typeof sync>): Promise<HostSyncResult> {
  const { hosts } = await runOperation(operation, (event) => events.push(event));
  const [result] = hosts;
  if (!result) throw new Error('no host was synced');
  return result;
}

function stages(): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'host-stage'
      ? [event.detail === undefined ? event.stage : `${event.stage} ${event.detail}`]
      : [],
  );
}

function reaches(stage: string): Promise<void> {
  return waitFor(stage, () => stages().some((one) => one.startsWith(stage)));
}

describe('a sync', () => {
  test('puts files in their places, and again changes nothing', async () => {
    const files = { 'bird/bird.conf': 'router id 192.0.2.1;\n', 'caddy/Caddyfile': 'example.net\n' };
    expect(await run(files)).toMatchObject({
      outcome: 'changed',
      files: ['bird/bird.conf', 'caddy/Caddyfile'],
    });
    expect(ixp.machine.tree()).toEqual({
      'etc/bird/bird.conf': files['bird/bird.conf'],
      'home/op/caddy/Caddyfile': files['caddy/Caddyfile'],
    });
    const before = room.commands.length;
    expect(await run(files)).toMatchObject({ outcome: 'unchanged', files: [] });
    expect(room.commands.length - before).toBe(1);
  });

  test('tells each stage as it is reached, and confirms', async () => {
    await run({ 'bird/bird.conf': 'one' });
    events = [];
    expect(await run({ 'bird/bird.conf': 'two' })).toMatchObject({
      outcome: 'changed',
      files: ['bird/bird.conf'],
    });
    expect(stages()).toEqual([
      'locking',
      'staging',
      'validating bird',
      'swapping',
      'activating bird',
      'verifying',
      'confirming',
    ]);
    expect(events.at(-1)?.type).toBe('host-synced');
    expect(ixp.machine.calls()).toContain('birdc -v configure confirm');
  });

  test('that takes a session down goes back, and says which', async () => {
    await run({ 'bird/bird.conf': 'one' });
    const result = await run({ 'bird/bird.conf': 'SESSION-DOWN' });
    expect(result).toMatchObject({
      outcome: 'reverted',
      problem: {
        kind: 'reverted',
        answer: [
          'session upstream1 was up and is not: Active Socket: Connection refused',
          'the change in question:',
          'bird/bird.conf:1 SESSION-DOWN, written by templates/config/ixp/bird/bird.conf.j2:1',
        ].join('\n'),
      },
    });
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
  });

  test("that the host's daemon refuses points to the template", async () => {
    await run({ 'bird/bird.conf': 'one' });
    expect(await run({ 'bird/bird.conf': 'BROKEN' })).toMatchObject({
      outcome: 'failed',
      problem: {
        kind: 'refused',
        place: { file: 'templates/config/ixp/bird/bird.conf.j2' },
        answer: expect.stringContaining('syntax error, unexpected BROKEN'),
      },
    });
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
  });

  test('of a host whose BIRD is stopped says before and after that nothing takes the files up', async () => {
    await run({ 'bird/bird.conf': 'one' });
    // A machine that was restarted: no sessions, and a daemon that nobody started.
    ixp.machine.note('bird-down', '');
    ixp.machine.note('protocols', '');
    const { hosts } = await runOperation(
      diff(room.session, treeOf(ixp, { 'bird/bird.conf': 'two' }), { layout: layoutOf(ixp) }),
      () => undefined,
    );
    expect(hosts[0]?.stopped).toEqual(['bird']);
    const [difference] = hosts;
    expect(difference && describeDiffEvent({ type: 'host-compared', difference })).toContain(
      'bird is not running: files are put in place, nothing is activated',
    );
    expect(await run({ 'bird/bird.conf': 'two' })).toMatchObject({
      outcome: 'changed',
      note: 'files are in place; bird is not running, so nothing was activated',
    });
  });

  test('takes nothing away unless asked to', async () => {
    await run({ 'bird/bird.conf': 'one', 'bird/old.conf': 'old' });
    expect(await run({ 'bird/bird.conf': 'one' })).toMatchObject({ outcome: 'unchanged' });
    expect(ixp.machine.read('etc/bird/old.conf')).toBe('old');
    expect(await run({ 'bird/bird.conf': 'one' }, { deleteStale: true })).toMatchObject({
      outcome: 'changed',
    });
    expect(ixp.machine.read('etc/bird/old.conf')).toBeUndefined();
  });

  test('one host that is down does not stop the others, and each ends honestly', async () => {
    const others = await openRoom(['ixpfra01', 'vltatl01']);
    try {
      const [down, up] = others.hosts;
      if (!down || !up) throw new Error('the room is empty');
      await down.sshd.stop();
      const tree = new Map([
        ...treeOf(down, { 'bird/bird.conf': 'a' }),
        ...treeOf(up, { 'bird/bird.conf': 'a' }),
      ]);
      const { hosts } = await runOperation(
        sync(others.session, tree, { layout: layoutOf(up) }),
        () => undefined,
      );
      expect(hosts).toMatchObject([
        { host: 'ixpfra01', outcome: 'unreached', problem: { kind: 'host-unreachable' } },
        { host: 'vltatl01', outcome: 'changed' },
      ]);
    } finally {
      await others.close();
    }
  });

  test('of a host that somebody else is changing is held, and says by whom', async () => {
    await run({ 'bird/bird.conf': 'one' });
    ixp.machine.write('var/lib/peerdeck/lock/id', 'tests-own-lock\n');
    ixp.machine.write('var/lib/peerdeck/lock/info', 'anna@jump02\n2026-11-21T12:00:00Z\nnew peer\n');
    const holder = ixp.machine.start('sleep 60 # tests-own-lock');
    ixp.machine.write('var/lib/peerdeck/lock/pid', `${holder.pid}\n`);
    expect(await run({ 'bird/bird.conf': 'two' })).toMatchObject({
      outcome: 'held',
      problem: { kind: 'locked', message: expect.stringContaining('anna@jump02'), answer: 'new peer' },
    });
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
    holder.kill();
    expect(await run({ 'bird/bird.conf': 'two' })).toMatchObject({ outcome: 'changed' });
    expect(stages()).toContainEqual(expect.stringContaining('took over the lock of anna@jump02'));
  });
});

describe('a sync that is cut', () => {
  test('by a lost connection goes on when the host is back in time', async () => {
    await run({ 'bird/bird.conf': 'one' });
    events = [];
    const running = run({ 'bird/bird.conf': 'two' }, { limits: { verify: 2, confirm: 20 } });
    await reaches('activating');
    await ixp.sshd.stop();
    await ixp.sshd.start();
    expect(await running).toMatchObject({ outcome: 'changed' });
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('two');
    const countdowns = events.filter((event) => event.type === 'host-countdown');
    expect(countdowns[0]).toMatchObject({ host: 'ixpams01', secondsLeft: expect.toSatisfy((s) => s > 15) });
    expect(countdowns.length).toBeGreaterThan(1);
  });

  test('by a connection that stays lost is put back by the host itself', async () => {
    await run({ 'bird/bird.conf': 'one' });
    events = [];
    const abort = new AbortController();
    const running = run(
      { 'bird/bird.conf': 'two' },
      { limits: { verify: 2, confirm: 1 }, signal: abort.signal },
    );
    await reaches('activating');
    await ixp.sshd.stop();
    await waitFor('the host to put it back', () => ixp.machine.isSettled());
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
    await ixp.sshd.start();
    expect(await running).toMatchObject({
      outcome: 'reverted',
      problem: { answer: 'not confirmed within 1 s' },
    });
  });

  test('by the operator goes back at once', async () => {
    await run({ 'bird/bird.conf': 'one' });
    events = [];
    const abort = new AbortController();
    const running = run({ 'bird/bird.conf': 'two' }, { signal: abort.signal });
    await reaches('activating');
    abort.abort();
    expect(await running).toMatchObject({
      outcome: 'reverted',
      problem: { answer: 'interrupted by the operator' },
    });
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
    expect(ixp.machine.isSettled()).toBe(true);
  });

  test('by the operator while the host still checks what it was sent changes nothing, and says so', async () => {
    await run({ 'bird/bird.conf': 'one' });
    events = [];
    const abort = new AbortController();
    const running = run({ 'bird/bird.conf': 'two' }, { signal: abort.signal });
    await reaches('staging');
    abort.abort();
    const result = await running;
    // How far the host came is a race: it is told either way, and the old files are live.
    expect(['sync-not-begun', 'reverted']).toContain(result.problem?.kind);
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
  });

  test('by the operator before anything began changes nothing', async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await run({ 'bird/bird.conf': 'one' }, { signal: abort.signal })).toMatchObject({
      outcome: 'unreached',
      problem: { kind: 'wave-stopped', message: expect.stringContaining('was not tried') },
    });
    expect(ixp.machine.tree()).toEqual({});
  });

  test('short on the host is ended first by the next one', async () => {
    await run({ 'bird/bird.conf': 'one' });
    const { release, script, archive } = ixp.machine.prepare(
      [{ path: 'bird/bird.conf', executable: false, secret: false, content: Buffer.from('two') }],
      { confirm: 60 },
    );
    ixp.machine.run(script, archive);
    const [, pid] = (ixp.machine.read('var/lib/peerdeck/transaction') ?? '').split(' ');
    process.kill(Number(pid), 'SIGKILL');
    events = [];
    expect(await run({ 'bird/bird.conf': 'three' })).toMatchObject({ outcome: 'changed' });
    expect(stages()[0]).toBe(`recovering release ${release} was cut short`);
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('three');
  });
});

describe('a change whose console is gone', () => {
  /** Stages a sync's very files with nobody to confirm them. */
  async function stageAlone(files: Readonly<Record<string, string>>): Promise<string> {
    const connection = room.session.remote.connect(ixp.host.name);
    const { live, plan } = await planHost(
      connection,
      treeOf(ixp, files).get(ixp.host.name) ?? [],
      layoutOf(ixp),
      undefined,
    );
    const author = { who: 'op@jump01', why: 'a test', since: '2026-11-21T12:00:00Z' };
    const release = nameRelease(new Date(), 'gone');
    const settings = { release, armed: true, verifyLimit: 2, confirmLimit: 60 };
    const archive = packDelivery(plan, live, settings, author, layoutOf(ixp));
    ixp.machine.run(createStageScript(release, author, layoutOf(ixp)), archive);
    return release;
  }

  async function leaveUnconfirmed(text: string): Promise<string> {
    await run({ 'bird/bird.conf': 'one' });
    const release = await stageAlone({ 'bird/bird.conf': text });
    const state = ixp.machine.path(`var/lib/peerdeck/releases/${release}/state`);
    const earlier = new Date(Date.now() - 10_000);
    utimesSync(state, earlier, earlier);
    events = [];
    return release;
  }

  test('is told before a sync, with what becomes of it', async () => {
    const release = await leaveUnconfirmed('two');
    const { hosts } = await runOperation(
      diff(room.session, treeOf(ixp, { 'bird/bird.conf': 'two' }), { layout: layoutOf(ixp) }),
      () => undefined,
    );
    expect(hosts[0]).toMatchObject({
      unconfirmed: { release, who: 'op@jump01', followed: false, goesBackIn: expect.any(Number) },
    });
    const [difference] = hosts;
    const text = difference && describeDiffEvent({ type: 'host-compared', difference });
    expect(text).toMatch(/unconfirmed change by op@jump01 since 2026.* console is gone, goes back in \d+ s/);
    expect(summarizeDiff({ hosts })).toContain('1 with an unconfirmed change');
  });

  test('is confirmed by the next sync of the same files', async () => {
    const release = await leaveUnconfirmed('two');
    const result = await run({ 'bird/bird.conf': 'two' });
    expect(result).toMatchObject({
      outcome: 'changed',
      release,
      files: ['/etc/bird/bird.conf'],
      note: 'confirmed the change of op@jump01',
    });
    expect(ixp.machine.isSettled()).toBe(true);
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('two');
  });

  test('is put back by the next sync of other files, which then makes its own', async () => {
    const release = await leaveUnconfirmed('two');
    expect(await run({ 'bird/bird.conf': 'three' })).toMatchObject({ outcome: 'changed' });
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('three');
    expect(ixp.machine.read(`var/lib/peerdeck/releases/${release}/state`)).toContain(
      'reverted taken over by',
    );
  });

  test('is left to a console that still follows it', async () => {
    const release = await leaveUnconfirmed('two');
    const follower = ixp.machine.start(`sleep 60 # ${release}`);
    ixp.machine.write(`var/lib/peerdeck/releases/${release}/follower`, `${follower.pid}\n`);
    try {
      expect(await run({ 'bird/bird.conf': 'two' })).toMatchObject({
        outcome: 'held',
        problem: { kind: 'locked', message: expect.stringContaining('op@jump01 is changing ixpams01') },
      });
    } finally {
      follower.kill();
    }
  });
});

describe('a rollback', () => {
  function back(release?: string): Promise<HostSyncResult> {
    return resultOf(
      rollback(room.session, ixp.host.name, {
        layout: layoutOf(ixp),
        limits: { verify: 2, confirm: 2 },
        ...(release === undefined ? {} : { release }),
      }),
    );
  }

  test('brings the release before back, and again the one before that', async () => {
    await run({ 'bird/bird.conf': 'one' });
    await run({ 'bird/bird.conf': 'two', 'bird/extra.conf': 'extra' });
    await run({ 'bird/bird.conf': 'three' }, { deleteStale: true });
    expect(await back()).toMatchObject({
      outcome: 'changed',
      files: ['/etc/bird/bird.conf', '/etc/bird/extra.conf'],
    });
    expect(ixp.machine.tree()).toEqual({ 'etc/bird/bird.conf': 'two', 'etc/bird/extra.conf': 'extra' });
    expect(await back()).toMatchObject({ outcome: 'changed' });
    expect(ixp.machine.tree()).toEqual({ 'etc/bird/bird.conf': 'one' });
    expect(await back()).toMatchObject({ outcome: 'failed', problem: { kind: 'release-unknown' } });
  });

  test('to a release by its name, with what others had there before', async () => {
    ixp.machine.write('etc/bird/peers.conf', 'by hand', 0o600);
    const first = await run({ 'bird/bird.conf': 'one' });
    await run({ 'bird/bird.conf': 'two', 'bird/peers.conf': 'ours' });
    await run({ 'bird/bird.conf': 'three', 'bird/peers.conf': 'ours' });
    expect(await back(first.release)).toMatchObject({ outcome: 'changed' });
    expect(ixp.machine.tree()).toEqual({ 'etc/bird/bird.conf': 'one', 'etc/bird/peers.conf': 'by hand' });
    const { live, chain } = await readReleases(room.session.remote.connect(ixp.host.name), layoutOf(ixp));
    expect([...live.manifest.keys()]).toEqual([ixp.machine.path('etc/bird/bird.conf')]);
    expect(chain[0]).toMatchObject({ returned: first.release, why: 'rollback', end: 'done' });
    expect(await back('20200101T000000Z-none')).toMatchObject({ problem: { kind: 'release-unknown' } });
  });
});
