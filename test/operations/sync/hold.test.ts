import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeDiffEvent } from '../../../source/commands/diff-text.ts';
import { describeSyncEvent } from '../../../source/commands/sync-text.ts';
import type { Hold } from '../../../source/fleet/holds.ts';
import type { HostDifference, HostSyncResult } from '../../../source/operations/diff/changes.ts';
import { diff } from '../../../source/operations/diff/diff.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { dropHolds, putHold, readHolds } from '../../../source/operations/sync/hold.ts';
import { rollback } from '../../../source/operations/sync/rollback.ts';
import { sync } from '../../../source/operations/sync/sync.ts';
import { layoutOf, openRoom, type Room, type RoomHost, treeOf } from '../sync-room.ts';

let room: Room;
let ixp: RoomHost;

const held: Hold = { who: 'op@jump01', since: '2026-11-21T11:00:00Z', why: 'the fibre is being moved' };

beforeEach(async () => {
  room = await openRoom(['ixpams01']);
  const [first] = room.hosts;
  if (!first) throw new Error('the room is empty');
  ixp = first;
});
afterEach(() => room.close());

async function run(files: Readonly<Record<string, string>>): Promise<HostSyncResult> {
  const options = { layout: layoutOf(ixp), limits: { verify: 2, confirm: 2 } };
  return only(await runOperation(sync(room.session, treeOf(ixp, files), options), () => undefined));
}

async function compare(files: Readonly<Record<string, string>>): Promise<HostDifference> {
  return only(
    await runOperation(diff(room.session, treeOf(ixp, files), { layout: layoutOf(ixp) }), () => undefined),
  );
}

async function goBack(): Promise<HostSyncResult> {
  const options = { layout: layoutOf(ixp), limits: { verify: 2, confirm: 2 } };
  return only(await runOperation(rollback(room.session, ixp.host.name, options), () => undefined));
}

function only<Each>({ hosts }: { readonly hosts: readonly Each[] }): Each {
  const [first] = hosts;
  if (first === undefined) throw new Error('no host was there');
  return first;
}

function connection() {
  return room.session.remote.connect(ixp.host.name);
}

function put(hold: Hold): Promise<void> {
  return putHold(connection(), hold, { layout: layoutOf(ixp) });
}

function told(result: HostSyncResult): string {
  return describeSyncEvent({ type: 'host-synced', result }) ?? '';
}

test('a held host is not written, and says by whom, why and how to release it', async () => {
  await run({ 'bird/bird.conf': 'one' });
  await put(held);
  const result = await run({ 'bird/bird.conf': 'two' });
  expect(result).toMatchObject({ outcome: 'held', files: [], holds: [held] });
  expect(told(result)).toMatch(/op@jump01.*the fibre is being moved[\s\S]*peerdeck release ixpams01/);
  expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
  await dropHolds(connection(), [undefined], { layout: layoutOf(ixp) });
  expect(await run({ 'bird/bird.conf': 'two' })).toMatchObject({ outcome: 'changed' });
});

test('a held file stays as it is, and the others are written', async () => {
  await run({ 'bird/bird.conf': 'one', 'caddy/Caddyfile': 'one' });
  await put({ ...held, path: 'bird' });
  const result = await run({ 'bird/bird.conf': 'two', 'caddy/Caddyfile': 'two' });
  expect(result).toMatchObject({ outcome: 'held', files: ['caddy/Caddyfile'], holds: [{ path: 'bird' }] });
  expect(told(result)).toContain('peerdeck release ixpams01:bird');
  expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
  expect(ixp.machine.read('home/op/caddy/Caddyfile')).toBe('two');
});

test('a hold on what does not differ is in nobody’s way', async () => {
  await run({ 'bird/bird.conf': 'one' });
  await put({ ...held, path: 'bird/bird.conf' });
  expect(await run({ 'bird/bird.conf': 'one' })).toMatchObject({ outcome: 'unchanged' });
});

test('a difference shows what is held', async () => {
  await run({ 'bird/bird.conf': 'one' });
  await put({ ...held, path: 'bird/bird.conf' });
  const difference = await compare({ 'bird/bird.conf': 'two' });
  expect(difference.changes[0]?.note).toContain('held by op@jump01');
  const text = describeDiffEvent({ type: 'host-compared', difference });
  expect(text).toContain('ixpams01:bird/bird.conf is held by op@jump01');
});

test('a hold whose time is over is told once, and gone', async () => {
  await put({ ...held, until: '2026-01-01T00:00:00.000Z' });
  const result = await run({ 'bird/bird.conf': 'one' });
  expect(result).toMatchObject({ outcome: 'changed', endedHolds: [{ who: 'op@jump01' }] });
  expect(told(result)).toContain('has ended');
  expect(await readHolds(connection(), { layout: layoutOf(ixp) })).toEqual([]);
  expect((await run({ 'bird/bird.conf': 'one' })).endedHolds).toBeUndefined();
});

test('what cannot be read as a hold holds the host', async () => {
  ixp.machine.write('var/lib/peerdeck/holds/host', '{"who":');
  expect(await run({ 'bird/bird.conf': 'one' })).toMatchObject({ outcome: 'held' });
});

test('a rollback holds the host, another rollback may follow, and a release lets the sync go on', async () => {
  await run({ 'bird/bird.conf': 'one' });
  await run({ 'bird/bird.conf': 'two' });
  await run({ 'bird/bird.conf': 'three' });
  const back = await goBack();
  expect(back).toMatchObject({ outcome: 'changed', holds: [{ byRollback: true }] });
  expect(told(back)).toMatch(/held from now on \(rolled back to .*\).*peerdeck release ixpams01/);
  expect(await run({ 'bird/bird.conf': 'three' })).toMatchObject({ outcome: 'held' });
  expect(await goBack()).toMatchObject({ outcome: 'changed' });
  expect(ixp.machine.read('etc/bird/bird.conf')).toBe('one');
  await dropHolds(connection(), [undefined], { layout: layoutOf(ixp) });
  expect(await run({ 'bird/bird.conf': 'three' })).toMatchObject({ outcome: 'changed' });
});

test('a rollback leaves alone what somebody holds', async () => {
  await run({ 'bird/bird.conf': 'one' });
  await run({ 'bird/bird.conf': 'two' });
  await put(held);
  expect(await goBack()).toMatchObject({ outcome: 'held', problem: { kind: 'held' } });
  expect(ixp.machine.read('etc/bird/bird.conf')).toBe('two');
});
