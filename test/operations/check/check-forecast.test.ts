import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeForecast, forecastSync } from '../../../source/operations/check/check-forecast.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { sync } from '../../../source/operations/sync/sync.ts';
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

/** The stand-in for birdc says nothing of itself. */
const noAnswer = 'ixpams01: its BIRD could not be asked what was disabled by hand: birdc gave no answer';
const main = 'router id 192.0.2.1;\ninclude "peers/*.conf";\n';
const peer = (options: string) =>
  `protocol bgp upstream1 { neighbor 2001:db8::1 as 64496; ${options} ipv6; }\n`;

/** What a sync of these files would do, in lines. */
async function foretell(files: Readonly<Record<string, string>>): Promise<string[]> {
  const tree = treeOf(ixp, files);
  const connection = room.session.remote.connect(ixp.host.name);
  const forecast = await forecastSync(connection, tree.get(ixp.host.name) ?? [], undefined, layoutOf(ixp));
  return describeForecast(forecast);
}

test('a sync is foretold from what stands on the host', async () => {
  ixp.machine.write('etc/bird/bird.conf', main, 0o640);
  ixp.machine.write('etc/bird/peers/a.conf', peer(''), 0o640);
  expect(await foretell({ 'bird/bird.conf': main, 'bird/peers/a.conf': peer('') })).toEqual([]);
  expect(
    await foretell({
      'bird/bird.conf': main,
      'bird/peers/a.conf': peer('password "s3cret-password";'),
      'bird/peers/b.conf': 'protocol bgp upstream2 { neighbor 2001:db8::2 as 64497; ipv6; }\n',
    }),
  ).toEqual([
    'ixpams01: session upstream1 will flap: password changed',
    'ixpams01: session upstream2 is new',
    noAnswer,
  ]);
});

test('a file of ours that is rendered no more still counts as what stands there', async () => {
  const both = {
    'bird/bird.conf': main,
    'bird/peers/a.conf': peer(''),
    'bird/peers/c.conf': peer('').replace('upstream1', 'upstream3'),
  };
  await runOperation(sync(room.session, treeOf(ixp, both), { layout: layoutOf(ixp) }), () => {});
  expect(await foretell({ 'bird/bird.conf': main, 'bird/peers/a.conf': peer('') })).toEqual([
    'ixpams01: session upstream3 will be gone',
    noAnswer,
  ]);
});
