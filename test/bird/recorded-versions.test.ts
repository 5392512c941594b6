import { describe, expect, test } from 'vitest';
import {
  FrameReader,
  isRefusal,
  type Protocol,
  parseBfdSessions,
  parseConfigureReply,
  parseMemory,
  parseOspfNeighbors,
  parseProtocols,
  parseRoaCheck,
  parseRouteCounts,
  parseRoutes,
  parseStatus,
  readProtocols,
  toRpkiSession,
} from '../../source/bird/index.ts';
import { answerTo, readAnswers, readRawAnswers, readSample } from './samples.ts';

const versions = ['1.6.8', '2.0.7', '2.17.5', '2.20.0', '3.3.2', '3.4.0'] as const;
const limited = 'Automatic shutdown: Route limit exceeded';

/** The same two routers in every version: state, BGP state (retries are where they happen to be), last error. */
const sessions: readonly (readonly [string, string, RegExp, RegExp])[] = [
  ['good', 'up', /^Established$/, /^$/],
  ['bad_md5', 'start', /^(Connect|Active)$/, /^$/],
  ['bad_as', 'start', /^(Idle|Active|OpenSent)$/, /^BGP Error: Bad peer AS$/],
  ['unreach', 'start', /^(Connect|Active)$/, /^Socket: No route to host$/],
  ['unknown_peer', 'start', /^(Connect|Active)$/, /^Socket: Connection (reset by peer|closed)$/],
  ['refused', 'start', /^(Connect|Active)$/, /^Socket: Connection refused$/],
  ['notonlink', 'start', /^Idle$/, /^$/],
  ['passive1', 'start', /^Passive$/, /^$/],
  ['disabled1', 'down', /^Down$/, /^$/],
  ['wrong_mh', 'start', /^(Connect|Active)$/, /^Socket: Network is unreachable$/],
  ['peer_shut', 'start', /^(Active|Idle|Connect)$/, /^Received: Administrative shutdown$/],
  ['limit_disable', 'down', /^Down$/, new RegExp(`^${limited}$`)],
  ['limit_block', 'up', /^Established$/, /^$/],
  ['limit_warn', 'up', /^Established$/, /^$/],
  ['a_name_that_is_very_long_indeed_for_a_column', 'up', /^Established$/, /^$/],
  ['AS65002.v4-LON_ix:1', 'up', /^Established$/, /^$/],
  ['admin_down', 'down', /^Down$/, /^$/],
  ['ibgp_rr', 'up', /^Established$/, /^$/],
];

function protocolNamed(protocols: readonly Protocol[], name: string): Protocol {
  const found = protocols.find((protocol) => protocol.name === name);
  if (!found) throw new Error(`no protocol ${name}`);
  return found;
}

/** An answer of the control socket as the client gives it. */
function frameOf(text: string) {
  const [reply] = new FrameReader().push(text);
  if (reply === undefined) throw new Error('the recorded answer is not complete');
  return reply;
}

describe.each(versions)('BIRD %s, recorded', (version) => {
  const text = readSample(`${version}-show-protocols-all.txt`);
  const { protocols, unread } = readProtocols(text);
  const answers = readAnswers(`${version}-misc.txt`);
  const raw = readRawAnswers(`${version}-raw.txt`);
  const isOld = version.startsWith('1.');
  const isThree = version.startsWith('3.');

  test('leaves no line of its protocols unread', () => {
    expect([...unread, ...protocols.flatMap((protocol) => protocol.unread)]).toEqual([]);
    expect(protocols).toHaveLength((text.match(/^\S+ +\S+ +\S+ +(up|down|start) /gm) ?? []).length);
  });

  test.each(sessions)('%s is %s', (name, state, bgpState, lastError) => {
    const protocol = protocolNamed(protocols, name);
    expect(protocol).toMatchObject({ type: 'BGP', state });
    expect(protocol.bgp?.state).toMatch(bgpState);
    expect(protocol.bgp?.lastError ?? '').toMatch(lastError);
    expect(protocol.bgp?.neighborAs).toBeGreaterThan(64_000);
  });

  test('a session says everything of itself', () => {
    const { bgp, channels, description } = protocolNamed(protocols, 'good');
    expect(description).toBe('Good peer: AS65002 (v4+v6)');
    expect(bgp).toMatchObject({
      neighborAddress: '10.99.1.2',
      sourceAddress: '10.99.1.1',
      routerId: '10.99.0.2',
      session: 'external AS4',
      holdTimer: expect.stringMatching(/^[\d.]+\/30$/),
    });
    const channel = channels.find(({ name }) => name === (isOld ? 'main' : 'ipv4'));
    expect(channel).toMatchObject({
      state: 'UP',
      table: isOld ? 'master' : 'master4',
      inputFilter: 'ix_in',
      outputFilter: 'ix_out',
      routes: { imported: 3, filtered: 1, exported: 2, preferred: 0 },
      counters: { importUpdates: { received: 4, rejected: 0, filtered: 1, ignored: 0, accepted: 3 } },
    });
    const limits = channel?.limits.map(({ direction, value, action, hit }) => [
      direction,
      value,
      action,
      hit,
    ]);
    const imported = ['import', 100, 'restart', false];
    expect(limits).toEqual(
      isOld ? [imported] : [['receive', 500, 'disable', false], imported, ['export', 7, 'block', false]],
    );
    expect(channels).toHaveLength(isOld ? 1 : 2);
  });

  test('a limit that blocks is told, and the message of a shutdown', () => {
    const [channel] = protocolNamed(protocols, 'limit_block').channels;
    expect(channel?.limits).toEqual([{ direction: 'import', value: 1, action: 'block', hit: true }]);
    expect(protocolNamed(protocols, 'peer_shut').bgp?.message).toBe('maint until 18:00 UTC, ticket OPS-1234');
  });

  test('the summary and the control socket tell the same rows as the details', () => {
    const row = ({ name, type, table }: Protocol) => [name, type, table];
    const rows = parseProtocols(readSample(`${version}-show-protocols.txt`));
    expect(rows.map(row)).toEqual(protocols.map(row));
    const socket = readProtocols(answerTo(raw, 'show protocols'));
    expect(socket.unread).toEqual([]);
    expect(socket.protocols.map(row).sort()).toEqual(protocols.map(row).sort());
    const [good] = parseProtocols(answerTo(raw, 'show protocols all good'));
    expect(good?.channels.map(({ name }) => name)).toEqual(
      protocolNamed(protocols, 'good').channels.map(({ name }) => name),
    );
  });

  test('a graceful restart keeps its routes', () => {
    const [session] = parseProtocols(readSample(`${version}-graceful-restart.txt`));
    expect(session).toMatchObject({ name: 'gr1', state: 'start', unread: [] });
    expect(session?.bgp?.gracefulRestart).toBe(true);
    expect(session?.bgp?.lastError).toMatch(/^Socket: Connection (closed|refused)$/);
    expect(session?.bgp?.restartTimer).toMatch(/^[\d.]+\/-$/);
    expect(session?.channels[0]?.routes?.imported).toBe(4);
  });

  test('status, memory and counts', () => {
    for (const each of [answerTo(answers, 'show status'), answerTo(raw, 'show status')]) {
      expect(parseStatus(each)).toMatchObject({
        version,
        routerId: '10.99.0.1',
        lastReboot: expect.stringMatching(/^2026-11-21 /),
        condition: 'Daemon is up and running',
        unread: [],
      });
    }
    const memory = parseMemory(answerTo(answers, 'show memory'));
    expect(memory.unread).toEqual([]);
    expect(memory.rows.find(({ name }) => name === 'Total')?.effective).toBeGreaterThan(100_000);
    const counts = parseRouteCounts(answerTo(answers, 'show route count'));
    expect(counts.unread).toEqual([]);
    const all = counts.total?.routes ?? counts.tables[0]?.routes;
    expect(all).toBe(counts.tables.reduce((sum, { routes }) => sum + routes, 0));
  });

  test('every route of every question, with its attributes', () => {
    const unknown = /^(syntax error|IP address|Network not|\S+ is not a)/;
    for (const [command, answer] of answers) {
      if (!command.startsWith('show route') || command.endsWith('count')) continue;
      const { routes, unread: rest } = parseRoutes(answer);
      expect(
        rest.filter((line) => !unknown.test(line)),
        command,
      ).toEqual([]);
      // A route begins with its network, or with the blank that stands for the same one again.
      const begin = /^(?=\S+ .*\[|\s{8,}\S).*\[\S+ \d\d:\d\d:\d\d/gm;
      expect(routes, command).toHaveLength((answer.match(begin) ?? []).length);
      expect(routes.every(({ network, protocol }) => network !== '' && protocol !== '')).toBe(true);
    }
    const { routes } = parseRoutes(answerTo(answers, 'show route for 203.0.113.5 all'));
    const good = routes.find(({ protocol }) => protocol === 'good');
    expect(good).toMatchObject({
      network: '203.0.113.0/24',
      destination: 'unicast',
      nextHops: [{ via: '10.99.1.2', interface: 'hva' }],
      bgp: { origin: 'IGP', path: '65002', nextHop: '10.99.1.2', communities: '(65001,100)' },
    });
    expect(routes.filter(({ choice }) => choice === 'best').map(({ protocol }) => protocol)).toEqual([
      'ibgp_rr',
    ]);
  });

  test('BFD and OSPF', () => {
    expect(parseBfdSessions(answerTo(answers, 'show bfd sessions'))).toMatchObject({
      sessions: [
        {
          protocol: 'bfd1',
          address: '10.99.1.2',
          interface: 'hva',
          state: 'Up',
          interval: '0.200',
          timeout: '1.000',
        },
      ],
      unread: [],
    });
    const { neighbors, unread: rest } = parseOspfNeighbors(answerTo(answers, 'show ospf neighbors'));
    expect(rest).toEqual([]);
    expect(neighbors).toHaveLength(30);
    expect(neighbors[29]).toMatchObject({
      routerId: '10.99.0.2',
      state: 'Full',
      role: 'PtP',
      address: '10.99.30.2',
    });
  });

  test('what is refused is told from what is done', () => {
    const refused = [
      'show protocols nosuch',
      'show protocols "nosuch*"',
      'reload nosuch',
      'restart nosuch',
      'disable "nosuch*"',
      'reload bgp in passive1',
      isThree ? 'reload in good' : 'reload bgp in good',
      'configure',
      'disable good',
    ];
    for (const command of refused) expect(isRefusal(frameOf(answerTo(raw, command))), command).toBe(true);
    const done = [
      'disable hold1',
      'enable hold1',
      isThree ? 'reload bgp in good' : 'reload in good',
      'restrict',
    ];
    for (const command of done) expect(isRefusal(frameOf(answerTo(raw, command))), command).toBe(false);
  });

  test('answers to configure', () => {
    const file = `${version}-1.conf`;
    expect(parseConfigureReply(answerTo(raw, 'configure check'))).toEqual({ outcome: 'valid', file });
    const outcome = isThree ? 'in-progress' : 'reconfigured';
    expect(parseConfigureReply(answerTo(raw, 'configure timeout 3'))).toEqual({ outcome, file, undoIn: 3 });
    expect(parseConfigureReply(answerTo(raw, 'configure undo'))).toEqual({ outcome });
    expect(parseConfigureReply(answerTo(raw, 'configure'))).toEqual({
      outcome: 'refused',
      error: 'Access denied',
    });
  });
});

describe.each(versions.slice(1))('BIRD %s, which has channels', (version) => {
  const { protocols } = readProtocols(readSample(`${version}-show-protocols-all.txt`));
  const answers = readAnswers(`${version}-misc.txt`);

  test('channels of every kind, and what a session to a validator says', () => {
    const multi = protocolNamed(protocols, 'multi');
    expect(multi.channels.map(({ name }) => name).sort()).toEqual([
      'flow4',
      'ipv4-mc',
      'ipv6-mc',
      'vpn4-mpls',
    ]);
    expect(protocolNamed(protocols, 'dyn').bgp).toMatchObject({
      neighborAddress: '10.99.25.0/24',
      neighborAs: 0,
    });
    expect(protocolNamed(protocols, 'll_peer').bgp?.neighborAddress).toBe('fe80::b%hva');
    const caches = protocols.flatMap((protocol) => toRpkiSession(protocol) ?? []);
    expect(caches.map(({ name, status, records }) => [name, status, records])).toEqual([
      ['rpki_good', 'Established', 2],
      ['rpki_dead', 'Transport-Error', null],
    ]);
  });

  test('whether the origin of a route is valid', () => {
    const state = (question: string) => parseRoaCheck(answerTo(answers, `eval roa_check(${question})`));
    expect(state('r4, 203.0.113.0/24, 65002')).toBe('valid');
    expect(state('r4, 203.0.113.0/24, 65003')).toBe('invalid');
    expect(state('r4, 10.20.0.0/16, 65002')).toBe('unknown');
    expect(state('r6, 2001:db8:b::/48, 65002')).toBe('invalid');
  });
});

test.each(['1.6.8', '3.4.0'])('the other end of BIRD %s reads as well', (version) => {
  const { protocols, unread } = readProtocols(readSample(`${version}-peerside-show-protocols-all.txt`));
  expect([...unread, ...protocols.flatMap((protocol) => protocol.unread)]).toEqual([]);
  expect(protocolNamed(protocols, 'bad_as').bgp?.lastError).toBe('Received: Bad peer AS');
  expect(protocolNamed(protocols, 'their_limit').bgp?.lastError).toBe(limited);
});

test('from 2.15 on more is told of a BFD session', () => {
  for (const version of ['2.17.5', '2.20.0', '3.3.2', '3.4.0']) {
    const answers = readAnswers(`${version}-misc.txt`);
    const { sessions: found, unread } = parseBfdSessions(answerTo(answers, 'show bfd sessions all'));
    expect(unread).toEqual([]);
    expect(found[0]?.fields).toContainEqual({
      label: 'Remote state',
      value: expect.stringMatching(/^(Up|Init)$/),
    });
  }
});
