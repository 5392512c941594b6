import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  containsAddress,
  findOnLink,
  normalizeAddress,
  parseAddresses,
} from '../../../source/diagnosis/parse/addresses.ts';
import { readBgpConfigs } from '../../../source/diagnosis/parse/bird-config.ts';
import { growth, parseCounters } from '../../../source/diagnosis/parse/counters.ts';
import { findDropRules, parseDropRules } from '../../../source/diagnosis/parse/firewall.ts';
import { parseLinks } from '../../../source/diagnosis/parse/links.ts';
import { parseLog, selectProtocolLog, timeOfDay } from '../../../source/diagnosis/parse/log.ts';
import {
  parseNeighbourState,
  parsePing,
  parseRouteGet,
} from '../../../source/diagnosis/parse/reachability.ts';
import { parseRows } from '../../../source/diagnosis/parse/rows.ts';
import { parseSockets } from '../../../source/diagnosis/parse/sockets.ts';
import { parseTunnelFiles } from '../../../source/diagnosis/parse/tunnel-files.ts';
import { findFullDisks } from '../../../source/diagnosis/rules/host.ts';
import { plainReply } from '../../../source/operations/diagnose/diagnose-bird.ts';
import { parseEndpoint } from '../../../source/wireguard/config/index.ts';

const samples = {
  addresses: [
    '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
    '3: eth1    inet6 2001:db8:7f8:1::2150:1/64 scope global nodad \\       valid_lft forever preferred_lft forever',
    '5: ppp0    inet 192.0.2.1 peer 198.51.100.9/32 scope global ppp0',
  ].join('\n'),
  links: [
    '2: eth0@if15: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT',
    '3: eth1: <BROADCAST,MULTICAST> mtu 9000 qdisc noop state DOWN mode DEFAULT',
  ].join('\n'),
  sockets: [
    'State    Recv-Q Send-Q    Local Address:Port         Peer Address:PortProcess',
    'SYN-SENT 0      1      [2001:db8:4::10]:56507 [2001:19f0:ffff::1]:179  timer:(on,808ms,0)',
    'ESTAB    0      1707   [2001:db8:b::1]:179     [2001:db8:b::2]:49865 timer:(on,1.856ms,4)',
  ].join('\n'),
  counters: [
    'TcpExt: SyncookiesSent TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure TCPMinTTLDrop',
    'TcpExt: 0 1 2 3 4',
    'Udp: InDatagrams NoPorts',
    'Udp: 12 5',
    'Icmp6InDestUnreachs             \t9',
  ].join('\n'),
  ping: [
    'PING 3fff:ffff::1(3fff:ffff::1) 56 data bytes',
    'From 2001:db8:2::1 icmp_seq=1 Destination unreachable: No route',
    '',
    '--- 3fff:ffff::1 ping statistics ---',
    '5 packets transmitted, 3 received, +1 errors, 40% packet loss, time 812ms',
  ].join('\n'),
  firewall: [
    'table inet filter {',
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy drop;',
    '\t\tip6 saddr 2001:db8::/32 tcp dport { 22, 179 } accept',
    '\t\tip6 saddr 2001:db8:a::1 tcp dport bgp drop',
    '\t\tudp dport 51820-51825 reject',
    '\t\tmeta length > 1280 tcp dport 179 drop',
    '\t}',
    '\tchain other {',
    '\t\ticmpv6 type echo-request drop',
    '\t}',
    '}',
  ].join('\n'),
  config: [
    '# protocol bgp old { }',
    "protocol bgp 'AS65002.v4-LON_ix:1' from template {",
    '    local 2001:db8:a::2 as 215011;',
    '    neighbor 2001:db8:a::1 as 64496; /* } */',
    '    multihop 2; password "..."; ttl security on; local role customer; bfd on;',
    '    ipv6 { import filter { if net ~ [ ::/0 ] then reject; accept; }; };',
    '}',
    'protocol bgp plain { local as 1; neighbor fe80::1%eth0 as 2; ipv4 { }; ipv6; }',
  ].join('\n'),
  log: [
    'Nov 21 18:55:14 ixpams01 daemon.err bird: peer: Received: Administrative shutdown: "maintenance"',
    'Nov 21 18:55:20 ixpams01 bird[123]: <RMT> peer: Error: Hold timer expired',
    '2026-11-21T18:55:30+0000 ixpams01 bird[123]: other: Error: Bad peer AS: 1',
  ].join('\n'),
  tunnels: [
    '#### wg0',
    '[Interface]',
    'PrivateKey = ...',
    'Address = fd7a::1/64, 10.0.0.1/24',
    'ListenPort = 51820',
    'MTU = 1400',
    '[Peer]',
    'PublicKey = 2k89DjSimxFqNe2LDq5REZOJLVkqEtZnRnmigTO4ShU=',
    'Endpoint = [2001:db8::1]:51820',
    'AllowedIPs = ::/0, 0.0.0.0/0',
    '#### wg1',
  ].join('\n'),
};

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  addresses: parseAddresses,
  links: parseLinks,
  sockets: parseSockets,
  counters: parseCounters,
  ping: (text) => [parsePing(text), parseRouteGet(text), parseNeighbourState(text)],
  firewall: (text) =>
    findDropRules(parseDropRules(text), { protocol: 'tcp', port: 179, address: '2001:db8:a::1' }),
  config: readBgpConfigs,
  log: (text) => selectProtocolLog(parseLog(text), 'peer', timeOfDay(text)),
  tunnels: (text) => [parseTunnelFiles(text), parseRows(text, 2), parseEndpoint(text)],
  disks: findFullDisks,
  replies: plainReply,
};

describe('parsers never throw', () => {
  for (const [name, parse] of Object.entries(parsers)) {
    test(`${name}: on any text`, () => {
      fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => void parse(text)));
    });
    test(`${name}: on damaged samples`, () => {
      const sample = fc.constantFrom(...Object.values(samples));
      const cut = fc.tuple(sample, fc.nat(800), fc.nat(40), fc.string({ maxLength: 12 }));
      fc.assert(
        fc.property(
          cut,
          ([text, at, length, insert]) => void parse(text.slice(0, at) + insert + text.slice(at + length)),
        ),
      );
    });
    test(`${name}: in time linear in a megabyte`, { timeout: 120_000 }, () => {
      for (const unit of [
        'x',
        ' ',
        '{',
        '\t',
        'protocol bgp a {\n',
        'protocol bgp a from t {}\n',
        '1f',
        "'",
        '#### x\n',
        '[peer]\n',
        '}\n',
        'tcp dport 179 drop\n',
        '=\n',
      ]) {
        const text = unit.repeat(1_000_000 / unit.length);
        const started = performance.now();
        parse(text);
        expect(performance.now() - started, JSON.stringify(unit)).toBeLessThan(20_000);
      }
    });
  }
});

test('addresses, also of a point-to-point link', () => {
  const addresses = parseAddresses(samples.addresses);
  expect(addresses).toEqual([
    { interface: 'lo', address: '127.0.0.1', length: 8 },
    { interface: 'eth1', address: '2001:db8:7f8:1::2150:1', length: 64 },
    { interface: 'ppp0', address: '192.0.2.1', length: 32, peer: '198.51.100.9' },
  ]);
  expect(findOnLink(addresses, '2001:db8:7f8:1::6450:0').map((each) => each.interface)).toEqual(['eth1']);
  expect(findOnLink(addresses, '2001:db8:7f8:2::6450:0')).toEqual([]);
});

test('a prefix holds an address by its bits, for every length', () => {
  fc.assert(
    fc.property(
      fc.ipV6().filter((address) => !address.includes('.')),
      fc.integer({ min: 0, max: 128 }),
      (address, length) => {
        expect(containsAddress(`${address}/${length}`, address)).toBe(true);
        expect(normalizeAddress(normalizeAddress(address) ?? '')).toBe(normalizeAddress(address));
      },
    ),
  );
  expect(containsAddress('2001:db8::/33', '2001:db8:8000::')).toBe(false);
  expect(containsAddress('0.0.0.0/0', '2001:db8::1')).toBe(false);
});

test('links: switched on, with a carrier, as large as they are', () => {
  expect(parseLinks(samples.links)).toEqual([
    { name: 'eth0', up: true, carrier: true, mtu: 1500 },
    { name: 'eth1', up: false, carrier: false, mtu: 9000 },
  ]);
});

test('sockets: what waits for an answer and how often it was sent again', () => {
  expect(
    parseSockets(samples.sockets).map(({ state, unacknowledged, retransmits }) => [
      state,
      unacknowledged,
      retransmits,
    ]),
  ).toEqual([
    ['SYN-SENT', 1, 0],
    ['ESTAB', 1707, 4],
  ]);
});

test('counters of all three files, and how they grew', () => {
  const before = parseCounters(samples.counters);
  expect([before.get('TCPMD5Failure'), before.get('UdpNoPorts'), before.get('Icmp6InDestUnreachs')]).toEqual([
    3, 5, 9,
  ]);
  const after = parseCounters(samples.counters.replace('0 1 2 3 4', '0 1 2 8 4'));
  expect(growth(before, after, 'TCPMD5Failure')).toBe(5);
  expect(growth(before, after, 'TCPMD5NotFound')).toBe(0);
});

test('pings and routes', () => {
  expect(parsePing(samples.ping)).toMatchObject({
    sent: 5,
    received: 3,
    refusal: 'Destination unreachable: No route',
  });
  expect(parseRouteGet('RTNETLINK answers: Network is unreachable')).toEqual({
    kind: 'none',
    words: 'Network is unreachable',
  });
  expect(parseRouteGet('2001:db8::1 from :: via fe80::1 dev eth0 src 2001:db8::2 metric 1024')).toEqual({
    kind: 'route',
    interface: 'eth0',
    via: 'fe80::1',
    source: '2001:db8::2',
  });
});

test('rules of the packet filter that throw a flow away', () => {
  const rules = parseDropRules(samples.firewall);
  const find = (protocol: 'tcp' | 'udp', port: number, address: string) =>
    findDropRules(rules, { protocol, port, address }).map(({ text }) => text);
  expect(find('tcp', 179, '2001:db8:a::1')).toEqual(['ip6 saddr 2001:db8:a::1 tcp dport bgp drop']);
  expect(find('tcp', 179, '2001:db8:b::1')).toEqual([]);
  expect(find('udp', 51821, '2001:db8:b::1')).toEqual(['udp dport 51820-51825 reject']);
  expect(find('udp', 51826, '2001:db8:b::1')).toEqual([]);
});

test('BGP protocols of a configuration, without their passwords', () => {
  expect(readBgpConfigs(samples.config)).toEqual([
    {
      name: 'AS65002.v4-LON_ix:1',
      localAddress: '2001:db8:a::2',
      localAs: 215011,
      neighborAddress: '2001:db8:a::1',
      neighborAs: 64496,
      multihop: true,
      password: true,
      ttlSecurity: true,
      bfd: true,
      role: 'customer',
      channels: ['ipv6'],
    },
    {
      name: 'plain',
      localAs: 1,
      neighborAddress: 'fe80::1',
      neighborAs: 2,
      multihop: false,
      password: false,
      ttlSecurity: false,
      bfd: false,
      channels: ['ipv4', 'ipv6'],
    },
  ]);
});

test('what a session has from its template, and that one inside an AS is multihop', () => {
  const text = [
    'define own = 215011;',
    'template bgp inside { local as own; neighbor internal; password "..."; ipv6 { import all; }; }',
    'protocol bgp ibgp_fra from inside { local fd7a::1; neighbor fd7a::2; }',
    'include "more/*.conf";',
    'protocol bgp { local as 1; neighbor 192.0.2.1 as 2; }',
  ].join('\n');
  expect(readBgpConfigs(text)).toEqual([
    {
      name: 'ibgp_fra',
      localAddress: 'fd7a::1',
      localAs: 215011,
      neighborAddress: 'fd7a::2',
      multihop: true,
      password: true,
      ttlSecurity: false,
      bfd: false,
      channels: ['ipv6'],
    },
  ]);
});

test('a template of thousands of lines that thousands of sessions take costs no more than its lines', {
  timeout: 60_000,
}, () => {
  const template = `template bgp t {\n${'passive;\n'.repeat(20_000)}}\n`;
  const started = performance.now();
  const configs = readBgpConfigs(template + 'protocol bgp a from t { multihop; }\n'.repeat(20_000));
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(configs).toHaveLength(20_000);
  expect(configs.at(-1)?.multihop).toBe(true);
});

test('the log of a session, of this outage only', () => {
  const log = parseLog(samples.log);
  expect(
    selectProtocolLog(log, 'peer', timeOfDay('2026-11-21 18:55:19.000')).map(({ text }) => text),
  ).toEqual(['Error: Hold timer expired']);
  expect(selectProtocolLog(log, 'peer', undefined)).toHaveLength(2);
});

test('tunnels as their files have them', () => {
  expect(parseTunnelFiles(samples.tunnels)).toMatchObject([
    {
      interface: 'wg0',
      listenPort: 51820,
      addresses: ['fd7a::1/64', '10.0.0.1/24'],
      peers: [{ endpoint: { host: '2001:db8::1', port: 51820 }, allowedIps: ['::/0', '0.0.0.0/0'] }],
    },
    { interface: 'wg1', peers: [] },
  ]);
});
