import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError, type Problem } from '../../../source/basics/problem.ts';
import { describeLocks } from '../../../source/commands/lock.ts';
import { digestHosts, type FleetClaim, formatClaim } from '../../../source/fleet/locks.ts';
import type { HostName } from '../../../source/fleet/model.ts';
import { type Operation, runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import {
  listFleetClaims,
  refuseWhenLocked,
  withFleetLock,
} from '../../../source/operations/sync/fleet-lock.ts';
import { breakClaim, breakHostLock, readHostLock, readLocks } from '../../../source/operations/sync/lock.ts';
import { sync } from '../../../source/operations/sync/sync.ts';
import { waitFor } from '../../remote/local-sshd.ts';
import { layoutOf, openRoom, type Room, type RoomHost, treeOf } from '../sync-room.ts';

let room: Room;
let ixp: RoomHost;
let folder: string;
let session: FleetSession;

beforeEach(async () => {
  room = await openRoom(['ixpams01']);
  const [first] = room.hosts;
  if (!first) throw new Error('the room is empty');
  ixp = first;
  session = room.session;
  folder = await mkdtemp(join(tmpdir(), 'peerdeck-locks-'));
});
afterEach(async () => {
  await room.close();
  await rm(folder, { recursive: true, force: true });
});

/** Work that goes on until it is let go, or its signal is aborted. */
function work(): { run: (signal: AbortSignal) => Operation<{ type: 'begun' }, string>; letGo: () => void } {
  let end: (how: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return {
    letGo: () => end('done'),
    async *run(signal) {
      signal.addEventListener('abort', () => end('interrupted'));
      yield { type: 'begun' };
      return ended;
    },
  };
}

/** Holds the fleet until it is let go. */
async function hold(why: string) {
  const { run, letGo } = work();
  const events: { readonly type: string; readonly problem?: Problem }[] = [];
  const ended = runOperation(withFleetLock(session, { verb: 'deploy', why, folder }, run), (event) =>
    events.push(event),
  );
  await waitFor('the work to begin', () => events.length > 0);
  return { letGo, ended, events };
}

async function refusal(): Promise<Problem | undefined> {
  const error = await refuseWhenLocked(session, folder).catch((thrown: unknown) => thrown);
  return error instanceof OperatorError ? error.problem : undefined;
}

async function claimOf(other: Partial<FleetClaim>): Promise<string> {
  const path = join(folder, `${other.pid ?? 1}-other.claim`);
  const claim: FleetClaim = {
    who: 'op@jump01',
    machine: hostname(),
    pid: process.pid,
    verb: 'sync',
    why: 'a new peer',
    since: '2026-11-21T11:00:00Z',
    fleet: 'room',
    hosts: [...digestHosts(session.fleet)],
    ...other,
  };
  await writeFile(path, formatClaim(claim));
  return path;
}

describe('the lock of a fleet', () => {
  test('keeps a second change away, and says who, since when and why', async () => {
    const first = await hold('a new peer');
    expect(await refusal()).toMatchObject({
      kind: 'locked',
      message: expect.stringMatching(/^\S+@\S+ holds the fleet for a deploy, since .* s ago\)$/),
      answer: expect.stringContaining('why: a new peer'),
    });
    const second = withFleetLock(session, { verb: 'sync', folder }, work().run);
    await expect(runOperation(second, () => undefined)).rejects.toMatchObject({
      problem: { kind: 'locked' },
    });
    first.letGo();
    expect(await first.ended).toBe('done');
    expect(await refusal()).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  test('is given up when the work fails', async () => {
    const failing = withFleetLock(session, { verb: 'sync', folder }, () => fail());
    await expect(runOperation(failing, () => undefined)).rejects.toThrow('it broke');
    expect(await readdir(folder)).toEqual([]);
  });

  test('is of all copies of the repository, and not of another fleet', async () => {
    await claimOf({ hosts: [...digestHosts(session.fleet), 'more'] });
    expect(await refusal()).toMatchObject({ kind: 'locked' });
    await claimOf({ hosts: ['another'] });
    expect(await refusal()).toBeUndefined();
  });

  test('of a process that died counts for nothing', async () => {
    await claimOf({ pid: 4_000_000 });
    expect(await refusal()).toBeUndefined();
    const [found] = await listFleetClaims(session, folder);
    expect(found?.state).toBe('dead');
    const next = await hold('the next');
    expect(await readdir(folder)).toHaveLength(1);
    next.letGo();
    await next.ended;
  });

  test('of another machine that is not heard of says so, and is still a lock', async () => {
    const path = await claimOf({ machine: 'jump02' });
    await utimes(path, new Date(0), new Date(Date.now() - 600_000));
    expect((await refusal())?.message).toMatch(/not heard of since .*10 min ago/);
  });

  test('that is broken ends the work in order, and it is told by whom', async () => {
    const first = await hold('a new peer');
    const [claim] = await listFleetClaims(session, folder);
    if (!claim) throw new Error('there is no claim');
    expect(await breakClaim(claim, session, { folder })).toBe('ended');
    expect(await first.ended).toBe('interrupted');
    expect(first.events.at(-1)?.problem).toMatchObject({
      kind: 'lock-broken',
      message: expect.stringMatching(/broken by \S+@\S+/),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('cannot be made of anything else that lies there', async () => {
    await writeFile(join(folder, 'a.claim'), '{"who":');
    await writeFile(join(folder, 'b.claim'), 'x'.repeat(2_000_000));
    expect(await refusal()).toBeUndefined();
  });
});

async function* fail(): Operation<{ type: 'begun' }, string> {
  yield { type: 'begun' };
  throw new Error('it broke');
}

describe('the lock of a host', () => {
  const options = () => ({ layout: layoutOf(ixp) });

  test('tells whose change is under way there, and broken that goes back', async () => {
    const put = (text: string, confirm: number) =>
      runOperation(
        sync(session, treeOf(ixp, { 'bird/bird.conf': text }), {
          ...options(),
          limits: { verify: 20, confirm },
          why: 'a new peer',
        }),
        () => undefined,
      );
    await put('one', 5);
    ixp.machine.note('protocols-up', 'upstream1 BGP --- start 12:01 Active\n');
    const running = put('two', 20);
    const connection = session.remote.connect('ixpams01' as HostName);
    await waitFor('the change to begin', () => ixp.machine.read('etc/bird/bird.conf') === 'two');
    const locks = await readLocks(session, { ...options(), folder });
    expect(describeLocks('room', locks)).toMatch(
      /^ixpams01: change by \S+@\S+, since .*: a new peer \(release /,
    );
    const lock = await readHostLock(connection, options());
    if (!lock) throw new Error('the host is not locked');
    expect(lock).toMatchObject({ running: true, begun: true });
    await breakHostLock(connection, lock, options());
    expect((await running).hosts[0]).toMatchObject({
      outcome: 'reverted',
      problem: { answer: expect.stringContaining('the lock was broken by') },
    });
    expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
    expect(describeLocks('room', await readLocks(session, { ...options(), folder }))).toBe(
      'Nobody holds the fleet or a host.',
    );
  });

  test('that a dead change left is seen as such, and taken away', async () => {
    ixp.machine.write('var/lib/peerdeck/lock/id', '20200101T000000Z-dead\n');
    ixp.machine.write('var/lib/peerdeck/lock/pid', '999999\n');
    ixp.machine.write('var/lib/peerdeck/lock/info', 'op@elsewhere\n2020-01-01T00:00:00Z\nsync\n');
    const connection = session.remote.connect('ixpams01' as HostName);
    const lock = await readHostLock(connection, options());
    if (!lock) throw new Error('the host is not locked');
    expect(lock).toMatchObject({ who: 'op@elsewhere', running: false });
    await breakHostLock(connection, lock, options());
    expect(await readHostLock(connection, options())).toBeUndefined();
  });
});
