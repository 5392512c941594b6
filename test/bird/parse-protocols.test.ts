import { describe, expect, test } from 'vitest';
import { type Protocol, parseProtocols, readProtocols } from '../../source/bird/index.ts';
import { answerTo, readRawAnswers, readSample } from './samples.ts';

function protocolNamed(protocols: readonly Protocol[], name: string): Protocol {
  const found = protocols.find((protocol) => protocol.name === name);
  if (!found) throw new Error(`no protocol ${name}`);
  return found;
}

const limited = 'Automatic shutdown: Route limit exceeded';

/** name, type, state, BGP state (or info), last error: the same network seen by two versions. */
const sessions: readonly (readonly [string, string, string, string])[] = [
  ['good', 'up', 'Established', ''],
  ['bad_md5', 'start', 'Connect', ''],
  ['bad_as', 'start', 'Idle', 'BGP Error: Bad peer AS'],
  ['unreach', 'start', 'Connect', 'Socket: No route to host'],
  ['unknown_peer', 'start', 'Active', 'Socket: Connection reset by peer'],
  ['md5_only_here', 'start', 'Connect', ''],
  ['peer_shut', 'start', 'Active', 'Received: Administrative shutdown'],
  ['limit_disable', 'down', 'Down', limited],
  ['limit_block', 'up', 'Established', ''],
  ['notonlink', 'start', 'Idle', ''],
  ['fw_drop', 'start', 'Connect', ''],
  ['fw_reject', 'start', 'Active', 'Socket: Connection refused'],
  ['afi_mismatch', 'start', 'Idle', 'BGP Error: Required capability missing'],
  ['role_mismatch', 'start', 'Idle', 'BGP Error: Role mismatch'],
  ['passive1', 'start', 'Passive', ''],
  ['disabled1', 'down', 'Down', ''],
  ['AS65002.v4-LON_ix:1', 'up', 'Established', ''],
  ['wrong_mh', 'start', 'Active', 'Socket: Network is unreachable'],
  ['a_name_that_is_very_long_indeed_for_a_column', 'up', 'Established', ''],
  ['ll_peer', 'up', 'Established', ''],
  ['dyn', 'start', 'Passive', ''],
  ['gr1', 'up', 'Established', ''],
  ['dyn_1', 'up', 'Established', ''],
];

const others: readonly (readonly [string, string, string, string])[] = [
  ['device1', 'Device', 'up', ''],
  ['direct1', 'Direct', 'down', ''],
  ['kernel4', 'Kernel', 'up', ''],
  ['kernel6', 'Kernel', 'up', ''],
  ['p_ix', 'Pipe', 'up', 'master4 <=> t_ix'],
  ['announce4', 'Static', 'up', ''],
  ['announce6', 'Static', 'up', ''],
  ['rpki_cache', 'RPKI', 'start', 'Transport-Error'],
  ['bfd1', 'BFD', 'up', ''],
  ['ospf1', 'OSPF', 'up', 'Running'],
  ['babel1', 'Babel', 'up', ''],
];

describe.each(['2.0.12', '3.1.8'])('show protocols all of BIRD %s', (version) => {
  const text = readSample(`${version}-show-protocols-all.txt`);
  const { protocols, unread } = readProtocols(text);

  test('leaves no line unread', () => {
    expect(unread).toEqual([]);
    expect(protocols.flatMap((protocol) => protocol.unread)).toEqual([]);
  });

  test.each(others)('%s is a %s protocol, %s', (name, type, state, info) => {
    expect(protocolNamed(protocols, name)).toMatchObject({ type, state, info });
    expect(protocolNamed(protocols, name).bgp).toBeUndefined();
  });

  test.each(sessions)('%s is %s, %s', (name, state, bgpState, lastError) => {
    const protocol = protocolNamed(protocols, name);
    expect(protocol).toMatchObject({ type: 'BGP', table: '---', state });
    expect(protocol.bgp).toMatchObject({ state: bgpState, localAs: 65001 });
    expect(protocol.bgp?.lastError ?? '').toBe(lastError);
    expect(protocol.info.endsWith(lastError || bgpState) || state === 'down').toBe(true);
  });

  test('reads every channel, route line, counter row, limit and error that is there', () => {
    const count = (pattern: RegExp) => (text.match(pattern) ?? []).length;
    const channels = protocols.flatMap((protocol) => protocol.channels);
    expect(protocols).toHaveLength(count(/^\S+ +\S+ +\S+ +(up|down|start) /gm));
    expect(channels).toHaveLength(count(/^ {2}Channel /gm));
    expect(channels.filter((channel) => channel.routes)).toHaveLength(count(/ Routes: /g));
    const rows = channels.flatMap((channel) => (channel.counters ? Object.values(channel.counters) : []));
    expect(rows).toHaveLength(count(/(Import|Export) (updates|withdraws):/g));
    expect(rows.every((row) => typeof row['received'] === 'number')).toBe(true);
    expect(rows.every((row) => typeof row['accepted'] === 'number')).toBe(true);
    expect(channels.flatMap((channel) => channel.limits)).toHaveLength(count(/ limit: /g));
    expect(channels.flatMap((channel) => channel.limits).filter((limit) => limit.hit)).toHaveLength(
      count(/\[HIT\]/g),
    );
    expect(protocols.filter((protocol) => protocol.bgp?.lastError)).toHaveLength(count(/ {4}Last error:/g));
  });

  test('an Established session says everything', () => {
    const good = protocolNamed(protocols, 'good');
    expect(good.description).toBe('Good peer: AS65002 (v4+v6)');
    expect(good.bgp).toMatchObject({
      neighborAddress: '10.99.1.2',
      neighborAs: 65002,
      sourceAddress: '10.99.1.1',
      routerId: '10.99.0.2',
      session: 'external AS4',
      holdTimer: expect.stringMatching(/^\d+\.\d+\/30$/),
      keepaliveTimer: expect.stringMatching(/^\d+\.\d+\/10$/),
    });
    expect(good.bgp?.neighborCapabilities).toContain('AF announced: ipv4 ipv6');
    const [ipv4, ipv6] = good.channels;
    expect(ipv4).toMatchObject({
      name: 'ipv4',
      state: 'UP',
      table: 'master4',
      inputFilter: 'ix_in',
      outputFilter: 'ix_out',
      limits: [{ direction: 'import', value: 100, action: 'restart', hit: false }],
      routes: { imported: 2, filtered: 2, exported: 1, preferred: 0 },
      counters: {
        importUpdates: { received: 4, rejected: 0, filtered: 2, ignored: 0, accepted: 2 },
        importWithdraws: { received: 0, rejected: 0, filtered: null, ignored: 2, accepted: 0 },
        exportUpdates: { received: 31, rejected: 0, filtered: 30, accepted: 1 },
        exportWithdraws: { received: 0, rejected: null, filtered: null, accepted: 0 },
      },
    });
    expect(ipv6?.routes).toEqual({ imported: 1, filtered: null, exported: 1, preferred: 1 });
  });

  test('a limit that blocks shows only as hit', () => {
    const [channel] = protocolNamed(protocols, 'limit_block').channels;
    expect(channel?.limits).toEqual([{ direction: 'import', value: 1, action: 'block', hit: true }]);
  });

  test('the shutdown message of the peer is kept', () => {
    expect(protocolNamed(protocols, 'peer_shut').bgp?.message).toBe('maint until 18:00 UTC, ticket OPS-1234');
  });

  test('a pipe has its one channel, with its routes', () => {
    expect(protocolNamed(protocols, 'p_ix').channels).toMatchObject([
      {
        name: 'main',
        state: 'UP',
        table: 'master4',
        peerTable: 't_ix',
        inputFilter: 'REJECT',
        outputFilter: 'ACCEPT',
        routes: { imported: 0, filtered: null, exported: 65, preferred: null },
      },
    ]);
  });

  test('odd addresses: a link-local neighbor, a range', () => {
    expect(protocolNamed(protocols, 'll_peer').bgp?.neighborAddress).toBe('fe80::b%hva');
    expect(protocolNamed(protocols, 'dyn').bgp).toMatchObject({
      neighborAddress: '10.99.20.0/24',
      neighborAs: 0,
    });
  });

  test('a graceful restart is told while it lasts', () => {
    const [gr1] = parseProtocols(readSample(`${version}-graceful-restart.txt`));
    expect(gr1).toMatchObject({ name: 'gr1', state: 'start' });
    expect(gr1?.bgp).toMatchObject({ state: 'Active', gracefulRestart: true });
    expect(gr1?.bgp?.restartTimer).toMatch(/^118\.99\d\/-$/);
    expect(gr1?.channels[0]?.routes).toMatchObject({ imported: 2 });
    expect(protocolNamed(protocols, 'gr1').bgp?.gracefulRestart).toBeUndefined();
  });

  test('the summary tells the same rows', () => {
    const rows = parseProtocols(readSample(`${version}-show-protocols.txt`));
    const row = ({ name, type, table, state, since, info }: Protocol) => [
      name,
      type,
      table,
      state,
      since,
      info,
    ];
    expect(rows.map(row).filter(([name]) => name !== 'ttlsec')).toEqual(
      protocols.map(row).filter(([name]) => name !== 'ttlsec'),
    );
    expect(rows.every((each) => each.channels.length === 0 && each.bgp === undefined)).toBe(true);
  });

  test('the control socket says the same as birdc', () => {
    const raw = answerTo(readRawAnswers(`${version}-raw.txt`), 'show protocols all good');
    const [good, ...rest] = parseProtocols(raw);
    expect(rest).toEqual([]);
    expect(good).toMatchObject({ name: 'good', description: 'Good peer: AS65002 (v4+v6)', unread: [] });
    expect(good?.channels.map((channel) => channel.name)).toEqual(['ipv4', 'ipv6']);
  });

  test('the other end reads as well', () => {
    const peer = readProtocols(readSample(`${version}-peerside-show-protocols-all.txt`));
    expect(peer.unread).toEqual([]);
    expect(peer.protocols.flatMap((protocol) => protocol.unread)).toEqual([]);
    expect(peer.protocols).toHaveLength(24);
    expect(protocolNamed(peer.protocols, 'bad_as').bgp?.lastError).toBe('Received: Bad peer AS');
  });

  test('a refusal is no protocol', () => {
    const raw = readRawAnswers(`${version}-raw.txt`);
    const unknown = readProtocols(answerTo(raw, 'show protocols nosuch'));
    expect(unknown.protocols).toEqual([]);
    expect(unknown.unread[0]).toContain('syntax error, unexpected CF_SYM_UNDEFINED');
    expect(
      readProtocols('BIRD 2.0.12 ready.\nsyntax error, unexpected ALL, expecting END\n').protocols,
    ).toEqual([]);
    expect(readProtocols(answerTo(raw, 'show protocols "nosuch*"')).unread).toEqual(['No protocols match']);
  });
});

test('BIRD 3 names the states of a channel, and its seven counters', () => {
  const protocols = parseProtocols(readSample('3.1.8-show-protocols-all.txt'));
  expect(protocolNamed(protocols, 'good').channels[0]).toMatchObject({
    importState: 'UP',
    exportState: 'READY',
  });
  expect(protocolNamed(protocols, 'good').channels[0]?.counters?.exportUpdates).toEqual({
    received: 31,
    rejected: 0,
    filtered: 30,
    ignored: 0,
    'RX limit': null,
    limit: 0,
    accepted: 1,
  });
  expect(protocolNamed(protocols, 'bmp1')).toMatchObject({
    type: 'BMP',
    info: 'Idle          Error: Connection refused',
    fields: expect.arrayContaining([{ label: 'Last error', value: 'Connection refused' }]),
  });
  expect(protocolNamed(protocols, 'rpki_cache').fields).toContainEqual({
    label: 'No channel',
    value: 'aspa',
  });
});

test('BIRD 3.0 leaves cells out and runs them together', () => {
  const { protocols, unread } = readProtocols(readSample('3.0.5-as-described.txt'));
  expect([...unread, ...protocols.flatMap((protocol) => protocol.unread)]).toEqual([]);
  const [channel] = protocolNamed(protocols, 'good').channels;
  const row = (...cells: (number | null)[]) => {
    const names = ['received', 'rejected', 'filtered', 'ignored', 'RX limit', 'IN limit', 'accepted'];
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? null]));
  };
  expect(channel?.counters).toEqual({
    importUpdates: row(4, 1, 2, 3, 5, 6, 7),
    importWithdraws: row(8, 9, null, 10, null, null, 11),
    exportUpdates: row(31, 12, 30, null, null, 13, 14),
    exportWithdraws: row(15, null, null, null, null, null, 4294967295),
  });
  expect(channel?.limits).toEqual([
    { direction: 'receive', value: 500, action: 'disable', hit: false },
    { direction: 'import', value: 100, action: 'restart', hit: false },
    { direction: 'export', value: 7, action: 'block', hit: true },
  ]);
});

test('BIRD 1.6 has no channels: the one table is the channel main', () => {
  const { protocols, unread } = readProtocols(readSample('1.6-as-described.txt'));
  expect([...unread, ...protocols.flatMap((protocol) => protocol.unread)]).toEqual([]);
  expect(protocols.map((protocol) => protocol.since)).toEqual([
    '16:21:43',
    '2026-11-20',
    '16:21:43',
    '16:21:44',
    '16:22:05',
  ]);
  const peer = protocolNamed(protocols, 'ix_peer_with_long_name');
  expect(peer).toMatchObject({ table: 'master', state: 'up', info: 'Established' });
  expect(peer.bgp).toMatchObject({
    state: 'Established',
    neighborAs: 65002,
    localAs: 0,
    holdTimer: '22/30',
    message: 'maintenance is over',
    neighborCapabilities: ['refresh', 'restart-able', 'AS4'],
  });
  expect(peer.channels).toMatchObject([
    {
      name: 'main',
      state: 'UP',
      table: 'master',
      limits: [{ direction: 'import', value: 10, action: 'disable', hit: false }],
      routes: { imported: 2, filtered: 1, exported: 1, preferred: 0 },
    },
  ]);
  expect(peer.channels[0]?.counters?.exportUpdates).toMatchObject({
    received: 31,
    ignored: null,
    accepted: 1,
  });
  expect(protocolNamed(protocols, 'dead').bgp?.lastError).toBe('Received: Administrative shutdown');
  expect(protocolNamed(protocols, 'p_ix')).toMatchObject({ info: '=> t_ix', channels: [{ name: 'main' }] });
});

describe('time formats', () => {
  test('iso long puts a space inside since', () => {
    const rows = parseProtocols(readSample('2.0.12-show-protocols-isolong.txt'));
    expect(rows).toHaveLength(35);
    expect(rows.every((row) => /^2026-11-21 16:\d\d:\d\d$/.test(row.since))).toBe(true);
    expect(protocolNamed(rows, 'p_ix').info).toBe('master4 <=> t_ix');
    expect(protocolNamed(rows, 'AS65002.v4-LON_ix:1').info).toBe('Idle          Error: Neighbor lost');
  });

  test.each([
    ['16:21:43.639', 'Established   '],
    ['2026-11-20', '  Established   '],
    ['1763741000', '  Established'],
    ['Nov  1 16:21', 'Established'],
    ['20.11.2026 16:21', 'Active        Socket: Connection refused'],
    ['Sat 21 Nov 04:21 PM', ''],
    ['2026-11-21 16:21:43 +0100', 'master4 <=> t_ix'],
  ])('since is %s', (since, info) => {
    const [row] = parseProtocols(`x          BGP        ---        up     ${since}  ${info}`);
    expect(row).toMatchObject({ name: 'x', since, info: info.trim() });
  });

  test('a row whose columns were squeezed still reads', () => {
    const [row] = parseProtocols('b_core BGP master start 14:45:41 Connect  Error: BFD session down');
    expect(row).toMatchObject({
      name: 'b_core',
      since: '14:45:41',
      info: 'Connect  Error: BFD session down',
    });
  });
});
