import { afterAll, beforeAll, expect, test } from 'vitest';
import { milliseconds } from '../../source/basics/brand.ts';
import { readBirdcOutput } from '../../source/bird/birdc-client.ts';
import {
  type BirdClient,
  createBirdClient,
  isRefusal,
  parseConfigureReply,
  parseProtocols,
  parseRouteCounts,
  parseRoutes,
  parseStatus,
  readProtocols,
} from '../../source/bird/index.ts';
import { type BirdPair, runBirdc, startBirdPair } from './real-bird.ts';
import { waitUntil } from './wait-until.ts';

const peerName = 'AS65002.v4-LON_ix:1';
let pair: BirdPair;
let client: BirdClient;

async function session() {
  const { text } = await client.send(`show protocols all "${peerName}"`);
  const [protocol] = parseProtocols(text);
  return protocol;
}

beforeAll(async () => {
  pair = await startBirdPair();
  client = createBirdClient(pair.open(pair.near), { timeout: milliseconds(5_000) });
  await waitUntil('the session to come up', async () => {
    const protocol = await session();
    return protocol?.channels[0]?.routes?.imported === 1 ? true : undefined;
  });
}, 30_000);

afterAll(async () => {
  client?.close();
  await pair?.stop();
});

test('an Established session reads completely', async () => {
  expect(await session()).toMatchObject({
    name: peerName,
    type: 'BGP',
    state: 'up',
    info: 'Established',
    description: 'the other one: really',
    bgp: {
      state: 'Established',
      neighborAddress: '10.0.0.2',
      neighborAs: 65002,
      localAs: 65001,
      sourceAddress: '10.0.0.1',
      routerId: '10.0.0.2',
      holdTimer: expect.stringMatching(/\/9$/),
    },
    channels: [
      {
        name: 'ipv4',
        limits: [{ direction: 'import', value: 10, action: 'restart', hit: false }],
        routes: { imported: 1, filtered: null, exported: 1, preferred: 1 },
      },
    ],
    unread: [],
  });
});

test('birdc, with codes and without, tells the same as the socket', async () => {
  const { text } = await client.send('show protocols');
  // BIRD works out the time of day anew for each answer: the same moment may differ by a millisecond.
  const timeless = (answer: string) =>
    parseProtocols(answer).map((row) => ({ ...row, since: row.since.slice(0, 5) }));
  const rows = timeless(text);
  expect(rows).toHaveLength(5);
  expect(timeless(runBirdc(pair.near, 'show protocols'))).toEqual(rows);
  expect(timeless(runBirdc(pair.near, '-r', 'show protocols'))).toEqual(rows);
  expect(timeless(runBirdc(pair.near, '-v', '-r', 'show protocols'))).toEqual(rows);
  const shapes = (answer: string) =>
    parseProtocols(answer).map(({ name, fields, channels, unread }) => [
      name,
      fields.length,
      channels,
      unread,
    ]);
  const { text: all } = await client.send('show protocols all');
  expect(shapes(runBirdc(pair.near, '-v', 'show protocols all'))).toEqual(shapes(all));
  expect(shapes(runBirdc(pair.near, 'show protocols all'))).toEqual(shapes(all));
});

test('birdc -v gives a reply with its code', () => {
  expect(readBirdcOutput(runBirdc(pair.near, '-v', '-r', 'show protocols "nosuch*"'))?.code).toBe(8003);
  expect(readBirdcOutput(runBirdc(pair.near, '-v', '-r', 'configure'))?.code).toBe(8007);
  expect(readBirdcOutput(runBirdc(pair.near, '-v', '-r', 'show status'))?.code).toBe(13);
  expect(readBirdcOutput(runBirdc(pair.near, '-v', '-r', 'show protocols'))?.code).toBe(0);
});

test('what a login shell greets with is no answer of BIRD', () => {
  const greeted = `Welcome to near\n0001 reasons to log out\n${runBirdc(pair.near, '-v', '-r', 'show protocols')}`;
  expect(readBirdcOutput(greeted)).toEqual(
    readBirdcOutput(runBirdc(pair.near, '-v', '-r', 'show protocols')),
  );
});

test('words that birdc does not pass on are not understood', () => {
  const reply = readBirdcOutput(runBirdc(pair.near, '-v', '-r', 'reload nothing of that kind'));
  expect(reply && isRefusal(reply), reply?.text).toBe(true);
  expect(readBirdcOutput("0001 BIRD 3.4.0 ready.\nNo such command. Press `?' for help.\n")?.code).toBe(9001);
});

test('sessions that wait or are off say so', async () => {
  const { protocols, unread } = readProtocols((await client.send('show protocols all')).text);
  expect(unread).toEqual([]);
  expect(protocols.find(({ name }) => name === 'waits')?.bgp?.state).toBe('Passive');
  expect(protocols.find(({ name }) => name === 'switched_off')).toMatchObject({
    state: 'down',
    bgp: { state: 'Down' },
  });
});

test('status, route counts and routes', async () => {
  expect(parseStatus((await client.send('show status')).text)).toMatchObject({
    version: '2.0.12',
    routerId: '10.0.0.1',
    condition: 'Daemon is up and running',
    unread: [],
  });
  expect(parseRouteCounts((await client.send('show route count')).text).total).toMatchObject({ routes: 2 });
  const { routes, unread } = parseRoutes((await client.send('show route all')).text);
  expect(unread).toEqual([]);
  const sorted = [...routes].sort((a, b) => a.network.localeCompare(b.network));
  expect(sorted.map((route) => [route.network, route.protocol, route.destination, route.bgp?.path])).toEqual([
    ['192.0.2.0/24', 'announce', 'blackhole', undefined],
    ['203.0.113.0/24', peerName, 'unreachable', '65002'],
  ]);
});

test('a restricted client cannot configure', async () => {
  const restricted = createBirdClient(pair.open(pair.near), { restricted: true });
  try {
    const reply = await restricted.send('configure');
    expect(isRefusal(reply)).toBe(true);
    expect(parseConfigureReply(reply.text)).toEqual({ outcome: 'refused', error: 'Access denied' });
    expect(parseConfigureReply((await client.send('configure check')).text).outcome).toBe('valid');
  } finally {
    restricted.close();
  }
});

test('a stopped process is frozen, and is heard again when it goes on', async () => {
  pair.signal('far', 'SIGSTOP');
  const far = createBirdClient(pair.open(pair.far), { timeout: milliseconds(100) });
  try {
    await expect(far.send('show status')).rejects.toMatchObject({ problem: { kind: 'bird-frozen' } });
  } finally {
    pair.signal('far', 'SIGCONT');
  }
  await waitUntil('the daemon to answer again', async () => (await far.send('show status')).text);
  far.close();
});

test('the shutdown message of the peer arrives, and its session is seen to go', async () => {
  runBirdc(pair.far, 'disable', '"AS65001*"', '"maintenance until 18:00 UTC"');
  const down = await waitUntil('the session to go', async () => {
    const protocol = await session();
    return protocol?.bgp?.message !== undefined && protocol.state === 'start' ? protocol : undefined;
  });
  expect(down.bgp?.message).toBe('maintenance until 18:00 UTC');
  runBirdc(pair.far, 'enable', '"AS65001*"');
  await waitUntil('the session to come back', async () =>
    (await session())?.state === 'up' ? true : undefined,
  );
});
