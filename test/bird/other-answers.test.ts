import { describe, expect, test } from 'vitest';
import {
  parseBfdSessions,
  parseConfigureReply,
  parseMemory,
  parseOspfNeighbors,
  parseProtocols,
  parseRouteCounts,
  parseRoutes,
  parseStatus,
  toRpkiSession,
} from '../../source/bird/index.ts';
import { answerTo, readAnswers, readRawAnswers, readSample } from './samples.ts';

describe.each(['2.0.12', '3.1.8'])('BIRD %s', (version) => {
  const answers = readAnswers(`${version}-misc.txt`);
  const raw = readRawAnswers(`${version}-raw.txt`);

  test('show status, from birdc and from the socket', () => {
    for (const text of [answerTo(answers, 'show status'), answerTo(raw, 'show status')]) {
      expect(parseStatus(text)).toMatchObject({
        version,
        routerId: '10.99.0.1',
        hostname: 'vm',
        lastReboot: expect.stringMatching(/^2026-11-21 16:2\d:\d\d\.\d{3}$/),
        lastReconfiguration: expect.stringMatching(/^2026-11-21 /),
        condition: 'Daemon is up and running',
        unread: [],
      });
    }
  });

  test('show memory, in bytes', () => {
    const { rows, unread } = parseMemory(answerTo(answers, 'show memory'));
    expect(unread).toEqual([]);
    expect(rows[0]?.name).toBe('Routing tables');
    const total = rows.find((row) => row.name === 'Total');
    expect(total?.effective).toBe(
      version === '2.0.12' ? Math.round(378.1 * 1024) : Math.round(1208.7 * 1024),
    );
    expect(total?.overhead).toBeGreaterThan(0);
  });

  test('show route count', () => {
    expect(parseRouteCounts(answerTo(answers, 'show route count'))).toEqual({
      tables: [
        { table: 'master4', shown: 65, routes: 65, networks: 27 },
        { table: 'master6', shown: 4, routes: 4, networks: 2 },
        { table: 'r4', shown: 0, routes: 0, networks: 0 },
        { table: 'r6', shown: 0, routes: 0, networks: 0 },
      ],
      total: { shown: 69, routes: 69, networks: 29 },
      unread: [],
    });
  });

  test('every route of every table, with its attributes', () => {
    for (const [command, text] of answers) {
      if (!command.startsWith('show route ') || command === 'show route count') continue;
      const { routes, unread } = parseRoutes(text);
      expect(unread).toEqual([]);
      expect(routes).toHaveLength((text.match(/^\S* +(unicast|blackhole) \[/gm) ?? []).length);
      expect(routes.flatMap((route) => route.nextHops)).toHaveLength((text.match(/^\tvia /gm) ?? []).length);
      expect(routes.flatMap((route) => route.attributes)).toHaveLength(
        (text.match(/^\t(?!via )/gm) ?? []).length,
      );
    }
  });

  test('the best route for a prefix, and from where', () => {
    const { routes } = parseRoutes(answerTo(answers, 'show route for 2001:db8:b::1 all'));
    expect(routes.map((route) => [route.network, route.protocol, route.choice])).toEqual([
      ['2001:db8:b::/48', 'good', 'best'],
      ['2001:db8:b::/48', 'a_name_that_is_very_long_indeed_for_a_column', 'other'],
      ['2001:db8:b::/48', 'll_peer', 'other'],
    ]);
    expect(routes[0]).toMatchObject({
      table: 'master6',
      destination: 'unicast',
      from: '10.99.1.2',
      preference: 100,
      stale: false,
      nextHops: [{ via: 'fd99:1::2', interface: 'hva', onlink: false }],
      bgp: { origin: 'IGP', path: '65002', nextHop: 'fd99:1::2 fe80::b', localPreference: '100' },
    });
  });

  test('sixteen next hops of one route', () => {
    const { routes } = parseRoutes(answerTo(answers, 'show route for 10.20.0.5 all'));
    expect(routes[0]).toMatchObject({ protocol: 'ospf1', choice: 'best', preference: 150 });
    expect(routes[0]?.nextHops).toHaveLength(16);
    expect(routes[0]?.nextHops[15]).toEqual({
      via: '10.99.16.2',
      interface: 'hva',
      weight: 1,
      onlink: false,
    });
  });

  test('BFD sessions', () => {
    expect(parseBfdSessions(answerTo(answers, 'show bfd sessions'))).toMatchObject({
      sessions: [
        {
          protocol: 'bfd1',
          address: '10.99.1.2',
          interface: 'hva',
          state: 'Up',
          interval: '0.200',
          timeout: '0.600',
        },
      ],
      unread: [],
    });
  });

  test('OSPF neighbors', () => {
    const { neighbors, unread } = parseOspfNeighbors(answerTo(answers, 'show ospf neighbors'));
    expect(unread).toEqual([]);
    expect(neighbors).toHaveLength(20);
    expect(neighbors[0]).toMatchObject({
      protocol: 'ospf1',
      routerId: '10.99.0.2',
      priority: 1,
      state: 'Full',
      role: 'PtP',
      interface: 'hva',
      address: '10.99.2.2',
    });
  });

  test('the session to an RPKI cache', () => {
    const found = parseProtocols(readSample(`${version}-show-protocols-all.txt`)).flatMap(
      (protocol) => toRpkiSession(protocol) ?? [],
    );
    expect(found).toEqual([
      {
        name: 'rpki_cache',
        cacheServer: '10.99.1.2',
        cachePort: 3323,
        status: 'Transport-Error',
        transport: 'Unprotected over TCP',
        since: expect.any(String),
        retryTimer: expect.stringMatching(/^2\.\d+\/5$/),
        records: null,
      },
    ]);
  });

  test('answers to configure', () => {
    expect(parseConfigureReply(answerTo(raw, 'configure check'))).toEqual({
      outcome: 'valid',
      file: '/etc/bird/a.conf',
    });
    expect(parseConfigureReply(answerTo(raw, 'configure timeout 3'))).toEqual({
      outcome: version === '2.0.12' ? 'reconfigured' : 'in-progress',
      file: '/etc/bird/a.conf',
      undoIn: 3,
    });
    expect(parseConfigureReply(answerTo(raw, 'configure confirm'))).toEqual({ outcome: 'confirmed' });
    expect(parseConfigureReply(answerTo(raw, 'configure'))).toEqual({
      outcome: 'refused',
      error: 'Access denied',
    });
  });
});

test('BIRD 3 tells more of a BFD session', () => {
  const answers = readAnswers('3.1.8-misc.txt');
  expect(parseBfdSessions(answerTo(answers, 'show bfd sessions all'))).toMatchObject({
    sessions: [
      {
        address: '10.99.1.2',
        interface: 'hva',
        state: 'Up',
        since: '16:24:15.855',
        interval: '0.200',
        timeout: '0.600',
        fields: expect.arrayContaining([
          { label: 'Remote state', value: 'Up' },
          { label: 'Remote parameters: Multiplier', value: '3' },
        ]),
      },
    ],
    unread: [],
  });
});

test('a command the version does not know is returned as it came', () => {
  const answers = readAnswers('2.0.12-misc.txt');
  expect(parseBfdSessions(answerTo(answers, 'show bfd sessions all'))).toEqual({
    sessions: [],
    unread: ['syntax error, unexpected ALL, expecting END or CF_SYM_KNOWN'],
  });
});

test('birdc without codes tells the same of a configure', () => {
  expect(
    parseConfigureReply('BIRD 2.0.12 ready.\nReading configuration from /etc/bird.conf\nReconfigured\n'),
  ).toEqual({
    outcome: 'reconfigured',
    file: '/etc/bird.conf',
  });
  expect(
    parseConfigureReply('BIRD 2.0.12 ready.\nReading configuration from /b.conf\n/b.conf:3:1 syntax error\n'),
  ).toEqual({ outcome: 'refused', file: '/b.conf', error: '/b.conf:3:1 syntax error' });
});

describe('BIRD 1.6', () => {
  test('a route in one line, and one with several next hops', () => {
    const { routes, unread } = parseRoutes(
      [
        'BIRD 1.6.8 ready.',
        '10.20.0.0/24       via 10.99.1.2 on hva [good 16:24:15 from 10.99.1.9] * (100) [AS65002i]',
        '                   via 10.99.2.2 on hva [other 2026-11-20] (100s) [AS65002i]',
        '192.0.2.0/24       blackhole [static1 16:24:15] ! (200)',
        '10.30.0.0/24       multipath [ospf1 16:24:15] * E2 (150/10/10000) [10.99.0.2]',
        '\tvia 10.99.1.2 on hva weight 1',
        '\tvia 10.99.2.2 on hva weight 2',
        '10.40.0.0/24       dev hva [direct1 16:24:15] * (240)',
        '',
      ].join('\n'),
    );
    expect(unread).toEqual([]);
    expect(routes.map((route) => [route.network, route.destination, route.choice, route.stale])).toEqual([
      ['10.20.0.0/24', 'unicast', 'best', false],
      ['10.20.0.0/24', 'unicast', 'other', true],
      ['192.0.2.0/24', 'blackhole', 'best-unsynced', false],
      ['10.30.0.0/24', 'unicast', 'best', false],
      ['10.40.0.0/24', 'unicast', 'best', false],
    ]);
    expect(routes[0]?.from).toBe('10.99.1.9');
    expect(routes[3]?.nextHops.map((hop) => hop.weight)).toEqual([1, 2]);
    expect(routes[4]?.nextHops).toEqual([{ interface: 'hva', onlink: false }]);
  });

  test('a route count in one line, memory in one column', () => {
    expect(parseRouteCounts('BIRD 1.6.8 ready.\n65 of 66 routes for 27 networks\n').tables).toEqual([
      { shown: 65, routes: 66, networks: 27 },
    ]);
    expect(parseMemory('BIRD memory usage\nRouting tables:     57 kB\nTotal:    1 MB\n').rows).toEqual([
      { name: 'Routing tables', effective: 57 * 1024, overhead: null },
      { name: 'Total', effective: 1024 ** 2, overhead: null },
    ]);
  });
});

test('routes of an RPKI table have no destination', () => {
  const { routes } = parseRoutes('Table r4:\n192.0.2.0/24-24 AS65000  [rpki1 16:24:15.860] * (100)\n');
  expect(routes).toMatchObject([{ table: 'r4', network: '192.0.2.0/24-24 AS65000', destination: '' }]);
});
