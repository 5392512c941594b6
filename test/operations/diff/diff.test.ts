import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDiffEvent } from '../../../source/commands/diff-text.ts';
import type { DiffEvent, HostDifference } from '../../../source/operations/diff/changes.ts';
import { diff } from '../../../source/operations/diff/diff.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { sync } from '../../../source/operations/sync/sync.ts';
import type { RenderedTree } from '../../../source/rendering/rendered-file.ts';
import { layoutOf, openRoom, type Room, type RoomHost, treeOf } from '../sync-room.ts';

let room: Room;
let ixp: RoomHost;

beforeAll(async () => {
  room = await openRoom(['ixpams01'], ['s3cret-password']);
  const [first] = room.hosts;
  if (!first) throw new Error('the room is empty');
  ixp = first;
});
afterAll(() => room.close());

async function compare(
  tree: RenderedTree,
): Promise<{ difference: HostDifference; events: readonly DiffEvent[] }> {
  const events: DiffEvent[] = [];
  const result = await runOperation(diff(room.session, tree, { layout: layoutOf(ixp) }), (event) =>
    events.push(event),
  );
  const [difference] = result.hosts;
  if (!difference) throw new Error('no host was compared');
  return { difference, events };
}

function linesOf(difference: HostDifference, path: string): readonly string[] {
  const change = difference.changes.find((one) => one.path === path);
  const marks = { added: '+', removed: '-', context: ' ' } as const;
  return (change?.lines ?? []).map((line) => (line.kind === 'gap' ? '@@' : marks[line.kind] + line.text));
}

describe('rendered against live', () => {
  test('an added file is shown whole, a changed one by its lines', async () => {
    ixp.machine.write('etc/bird/bird.conf', 'router id 192.0.2.1;\ninclude "peers.conf";\n', 0o640);
    const { difference, events } = await compare(
      treeOf(ixp, {
        'bird/bird.conf': 'router id 192.0.2.2;\ninclude "peers.conf";\n',
        'bird/peers.conf': 'protocol bgp a {}\n',
      }),
    );
    expect(linesOf(difference, 'bird/bird.conf')).toEqual([
      '-router id 192.0.2.1;',
      '+router id 192.0.2.2;',
      ' include "peers.conf";',
    ]);
    expect(linesOf(difference, 'bird/peers.conf')).toEqual(['+protocol bgp a {}']);
    expect(difference.changes[0]).toMatchObject({
      change: 'changed',
      source: 'templates/config/ixp/bird/bird.conf.j2',
      note: expect.stringContaining('not managed yet'),
    });
    expect(events).toEqual([{ type: 'host-compared', difference }]);
  });

  test('secrets are shown on neither side, the one before neither', async () => {
    ixp.machine.write(
      'etc/bird/bird.conf',
      'protocol bgp a {\n  password "the-one-before";\n  description "s3cret-password";\n}\n',
    );
    const { difference } = await compare(
      treeOf(ixp, {
        'bird/bird.conf': 'protocol bgp a {\n  password "«s3cret-password»";\n  description "x";\n}\n',
      }),
    );
    expect(linesOf(difference, 'bird/bird.conf')).toEqual([
      ' protocol bgp a {',
      '-  password "‹secret›',
      '-  description "‹secret›";',
      '+  password "‹secret›";',
      '+  description "x";',
      ' }',
    ]);
    expect(JSON.stringify(difference)).not.toMatch(/s3cret|the-one-before/);
  });

  test('a key that changed is a change, though it cannot be seen', async () => {
    ixp.machine.write('etc/wireguard/wg0.conf', '[Interface]\nPrivateKey = b2xk\n', 0o600);
    const { difference } = await compare(
      treeOf(ixp, { 'wireguard/wg0.conf': '[Interface]\nPrivateKey = «bmV3»\n' }),
    );
    expect(linesOf(difference, 'wireguard/wg0.conf')).toEqual([
      ' [Interface]',
      '-PrivateKey = ‹secret›',
      '+PrivateKey = ‹secret›',
    ]);
  });

  test('binary files are told, not shown', async () => {
    ixp.machine.write('home/op/geo.mmdb', 'a\0b');
    const { difference } = await compare(treeOf(ixp, { 'geo.mmdb': 'a\0c' }));
    expect(difference.changes).toMatchObject([{ binary: true, change: 'changed', lines: [] }]);
  });

  test('a large file is told to differ, and not dragged over the line', async () => {
    ixp.machine.write('home/op/large.csv', 'x\n'.repeat(400_000));
    const { difference } = await compare(treeOf(ixp, { 'large.csv': 'y\n' }));
    expect(difference.changes).toMatchObject([{ lines: [], note: expect.stringContaining('too large') }]);
  });

  test('after a sync nothing differs; what somebody edits then is drift, what is dropped stale', async () => {
    const tree = treeOf(ixp, { 'bird/bird.conf': 'one\n', 'caddy/Caddyfile': 'two\n' });
    await runOperation(sync(room.session, tree, { layout: layoutOf(ixp) }), () => undefined);
    expect((await compare(tree)).difference).toMatchObject({ changes: [], drifted: [], stale: [] });
    ixp.machine.write('etc/bird/bird.conf', 'one, by hand\n', 0o640);
    const { difference } = await compare(treeOf(ixp, { 'bird/bird.conf': 'one\n' }));
    expect(difference.drifted).toEqual([ixp.machine.path('etc/bird/bird.conf')]);
    expect(difference.stale).toEqual([ixp.machine.path('home/op/caddy/Caddyfile')]);
    expect(linesOf(difference, 'bird/bird.conf')).toEqual(['-one, by hand', '+one']);
  });

  test('what an earlier change left undone is told', async () => {
    ixp.machine.write('var/lib/peerdeck/pending', 'bird\n');
    ixp.machine.write('var/lib/peerdeck/transaction', '20261121T120000Z-dead 999999\n');
    const { difference } = await compare(treeOf(ixp, { 'bird/bird.conf': 'one\n' }));
    expect(difference).toMatchObject({ pending: ['bird'], interrupted: '20261121T120000Z-dead' });
    expect(describeDiffEvent({ type: 'host-compared', difference })).toContain(
      'ixpams01: bird has yet to take up',
    );
    ixp.machine.run(
      `rm ${ixp.machine.path('var/lib/peerdeck/pending')} ${ixp.machine.path('var/lib/peerdeck/transaction')}`,
    );
  });

  test('no change costs one round trip to the host', async () => {
    const tree = treeOf(ixp, { 'bird/bird.conf': 'one\n' });
    await runOperation(sync(room.session, tree, { layout: layoutOf(ixp) }), () => undefined);
    const before = room.commands.length;
    await compare(tree);
    expect(room.commands.slice(before).map(({ command }) => command)).toEqual([
      'sudo read the manifest and the hashes of the managed files',
    ]);
  });

  test('a host that cannot be read says so, and stops no other', async () => {
    const other = await openRoom(['ixpfra01', 'vltatl01']);
    try {
      const [down, up] = other.hosts;
      if (!down || !up) throw new Error('the room is empty');
      await down.sshd.stop();
      const tree = new Map([
        ...treeOf(down, { 'bird/bird.conf': 'a' }),
        ...treeOf(up, { 'bird/bird.conf': 'a' }),
      ]);
      const { hosts } = await runOperation(
        diff(other.session, tree, { layout: layoutOf(up) }),
        () => undefined,
      );
      expect(hosts).toMatchObject([
        { host: 'ixpfra01', problem: { kind: 'host-unreachable' }, changes: [] },
        { host: 'vltatl01', changes: [{ path: 'bird/bird.conf', change: 'added' }] },
      ]);
    } finally {
      await other.close();
    }
  });
});
