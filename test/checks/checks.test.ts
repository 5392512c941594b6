import { expect, test } from 'vitest';
import type { CheckName } from '../../source/checks/catalogue.ts';
import { checkedNames } from '../../source/checks/run-checks.ts';
import { check, type FixtureNetwork, findings, unchecked } from './fixture.ts';
import { change, changeIn, keys, publicKey, small } from './small-network.ts';

const withoutKeepalive = change('edge/wireguard/wg1.conf', ['PersistentKeepalive = 25\n', '']);
const both = (
  file: 'core/bird/bird.conf',
  here: readonly [string, string],
  there: readonly [string, string],
) => changeIn(change(file, here), 'edge/bird/bird.conf', there);

/** A change that each check finds, and what it says. */
const mistakes: readonly (readonly [CheckName, string, FixtureNetwork])[] = [
  [
    'peer-key',
    'the PublicKey that core wg0 has for edge wg1 is not the one of its PrivateKey',
    change('core/wireguard/wg0.conf', [publicKey(keys.edge), publicKey(keys.other)]),
  ],
  [
    'peer-key',
    'the PublicKey that core wg0 has for edge wg1 is not the one of its PrivateKey',
    change('edge/wireguard/wg1.conf', [keys.edge, keys.other]),
  ],
  [
    'peer-key',
    'the PublicKey that core wg0 has for edge wg1 is not the one of its PrivateKey',
    change('core/wireguard/wg0.conf', [publicKey(keys.edge), publicKey(keys.core)]),
  ],
  [
    'peer-key',
    'the PrivateKey of edge wg1 is no WireGuard key',
    change('edge/wireguard/wg1.conf', [keys.edge, 'x']),
  ],
  [
    'endpoint',
    'core wg0 sends to port 51999 of edge wg1, which listens on 51821',
    change('core/wireguard/wg0.conf', [':51821', ':51999']),
  ],
  [
    'endpoint',
    'core wg0 sends to 2001:db8:2::11, which is no address of edge',
    change('core/wireguard/wg0.conf', ['2001:db8:2::10', '2001:db8:2::11']),
  ],
  [
    'endpoint',
    'neither core wg0 nor edge wg1 has an Endpoint, so neither can begin',
    changeIn(change('core/wireguard/wg0.conf', ['Endpoint', '# ']), 'edge/wireguard/wg1.conf', [
      'Endpoint',
      '# ',
    ]),
  ],
  [
    'as-numbers',
    'edge core expects AS65001, core edge says AS65000',
    change('edge/bird/bird.conf', ['as 65000', 'as 65001']),
  ],
  [
    'as-numbers',
    'core edge expects AS64496, edge core says AS64497',
    change('edge/bird/bird.conf', ['as 64496', 'as 64497']),
  ],
  [
    'session-addresses',
    'core edge talks to fd00:1::3, edge core speaks from fd00:1::2',
    change('core/bird/bird.conf', ['fd00:1::2', 'fd00:1::3']),
  ],
  [
    'session-addresses',
    'core edge talks to edge, which has no session for it',
    change('edge/bird/bird.conf', ['protocol bgp core', 'template bgp core']),
  ],
  [
    'bgp-password',
    'the passwords of core edge and edge core differ',
    change('core/bird/bird.conf', ['tunnelsecret', 'tunnelsecretx']),
  ],
  [
    'bgp-password',
    'only one end of core edge and edge core has a password: core edge has none',
    change('core/bird/bird.conf', ['password', '# ']),
  ],
  [
    'allowed-ips',
    'two peers of core wg0 are allowed ::/0: only the last one gets it',
    change('core/wireguard/wg0.conf', [
      '[Peer]',
      `[Peer]\nPublicKey = ${publicKey(keys.other)}\nAllowedIPs = ::0/0\n[Peer]`,
    ]),
  ],
  [
    'tunnel-address',
    'core wg0 does not allow fd00:1::2, the address of edge wg1',
    change('core/wireguard/wg0.conf', ['::/0', '2a06:de00:50::/44']),
  ],
  [
    'origin-exported',
    '2a06:de00:50::/44, originated on core, passes no export filter',
    change('core/bird/bird.conf', ['proto = "originated"', 'proto = "static1"']),
  ],
  [
    'origin-exported',
    '2a06:de00:50::/44, originated on core, passes no export filter to others',
    change('edge/bird/filters.conf', ['2a06:de00:50::/44', '2a06:de00:60::/44']),
  ],
  [
    'export-all',
    'edge transit gives everything it knows to AS64499 (ipv6)',
    change('edge/bird/bird.conf', ['export filter announce', 'export all']),
  ],
  [
    'export-all',
    'edge transit gives everything it knows to AS64499 (ipv6)',
    change('edge/bird/filters.conf', ['if net !~ OWN || source != RTS_BGP then reject;', '']),
  ],
  [
    'export-all',
    'edge transit says nothing of what it exports (ipv6); BIRD refuses that between networks',
    change('edge/bird/bird.conf', ['export filter announce;', '']),
  ],
  [
    'roa',
    'no ROA lets AS64496 originate 2a06:de00:50::/44: those that cover it are for AS64511 2a06:de00::/32 up to /48',
    change('edge/bird/bird.conf', [
      'protocol device { }',
      'roa6 table r;\nprotocol static { roa6 { table r; }; route 2a06:de00::/32 max 48 as 64511; }',
    ]),
  ],
  [
    'preshared-key',
    'the preshared keys of core wg0 and edge wg1 differ',
    change('core/wireguard/wg0.conf', [keys.shared, keys.otherShared]),
  ],
  [
    'preshared-key',
    'only one end of core wg0 and edge wg1 has a preshared key: edge wg1 has none',
    change('edge/wireguard/wg1.conf', ['PresharedKey', '# ']),
  ],
  [
    'tunnel-subnet',
    'core wg0 and edge wg1 are in no subnet in common: fd00:2::1/64 and fd00:1::2/64',
    change('core/wireguard/wg0.conf', ['fd00:1::1/64', 'fd00:2::1/64']),
  ],
  [
    'tunnel-subnet',
    'core wg0 and edge wg1 have the same address fd00:1::2',
    change('core/wireguard/wg0.conf', ['fd00:1::1/64', 'fd00:1::2/64']),
  ],
  [
    'neighbor-on-link',
    'edge transit is direct, and 2001:db8:b::1 is on no link of edge (eth1 has 2001:db8:a::2/64)',
    change('edge/bird/bird.conf', ['2001:db8:a::1', '2001:db8:b::1']),
  ],
  [
    'router-id',
    'core and edge have the same router id 198.51.100.1',
    change('edge/bird/bird.conf', ['100.2', '100.1']),
  ],
  [
    'router-id',
    'edge has no router id: BIRD takes an address of an interface, another one when that changes',
    change('edge/bird/bird.conf', ['router id 198.51.100.2;', '']),
  ],
  [
    'address-families',
    'core edge has ipv4 and edge core has ipv6: no address family in common',
    change('core/bird/bird.conf', ['ipv6 { import', 'ipv4 { import']),
  ],
  [
    'ttl-security',
    'of core edge and edge core only core edge has ttl security',
    change('core/bird/bird.conf', ['bfd on', 'ttl security on; bfd on']),
  ],
  [
    'ttl-security',
    'core edge is multihop and edge core is direct',
    change('core/bird/bird.conf', ['direct', 'multihop 2']),
  ],
  [
    'next-hop',
    'edge core passes routes of others into the AS (ipv6) without next hop self',
    both('core/bird/bird.conf', ['as 65000', 'as 64496'], ['as 65000', 'as 64496']),
  ],
  [
    'next-hop',
    'the next hop 2001:db8:9::1 of the route to 2001:db8:99::/48 (static1) is on no link of edge',
    change('edge/bird/bird.conf', [
      'protocol device { }',
      'protocol static { ipv6; route 2001:db8:99::/48 via 2001:db8:9::1; }',
    ]),
  ],
  [
    'tunnel-mtu',
    'the MTU of core wg0 is 1440; over IPv6 on a path of 1500 bytes 1420 fit',
    changeIn(change('core/wireguard/wg0.conf', ['1400', '1440']), 'edge/wireguard/wg1.conf', [
      '1400',
      '1440',
    ]),
  ],
  [
    'tunnel-mtu',
    'the MTU of core wg0 is 1400, that of edge wg1 1380',
    change('edge/wireguard/wg1.conf', ['1400', '1380']),
  ],
  [
    'keepalive',
    'edge wg1 keeps nothing alive, and core wg0 knows no Endpoint for it: only this end can begin',
    changeIn(withoutKeepalive, 'core/wireguard/wg0.conf', ['Endpoint', '# ']),
  ],
  [
    'protocol-names',
    'a protocol static of core is named s, which is a keyword of BIRD',
    change('core/bird/bird.conf', [
      'protocol static originated',
      'protocol static s { ipv6; }\nprotocol static originated',
    ]),
  ],
  [
    'protocol-names',
    'edge has a protocol bgp and a protocol bgp of the same name core',
    change('edge/bird/bird.conf', ['bgp transit', 'bgp core']),
  ],
  [
    'bfd',
    'of core edge and edge core only edge core has BFD',
    change('core/bird/bird.conf', ['bfd on;', '']),
  ],
  [
    'bfd',
    'core edge has BFD, and no protocol bfd of core takes wg0',
    change('core/bird/bird.conf', ['"wg*"', '"eth*"']),
  ],
  [
    'endpoint-route',
    'the endpoint 2001:db8:2::10 of core wg0 is in its own AllowedIPs 2001:db8::/32, which wg-quick routes into the tunnel',
    change('core/wireguard/wg0.conf', ['::/0', 'fd00:1::/64, 2001:db8::/32'], ['Table = off\n', '']),
  ],
  [
    'endpoint-route',
    'the route to 2001:db8:2::/48 leads the endpoint 2001:db8:2::10 of core wg0 into the tunnel itself',
    change('core/bird/bird.conf', ['unreachable;', 'unreachable; route 2001:db8:2::/48 via fd00:1::2;']),
  ],
  [
    'roles',
    'core edge is peer and edge core is provider: the roles do not fit',
    change('core/bird/bird.conf', ['role customer', 'role peer']),
  ],
  [
    'roles',
    'of core edge and edge core one does graceful restart and the other turned it off',
    both(
      'core/bird/bird.conf',
      ['bfd on', 'graceful restart; bfd on'],
      ['bfd on', 'graceful restart off; bfd on'],
    ),
  ],
];

test('a network in order has nothing to find', () => {
  expect(check(small)).toEqual([]);
});

test('every check has a mistake that trips it', () => {
  expect([...new Set(mistakes.map(([name]) => name))].sort()).toEqual([...checkedNames].sort());
});

test.each(mistakes)('%s: %s', (name, message, network) => {
  expect(check(network, name)).toContain(`${name}: ${message}`);
});

test('no finding shows a key or a password', () => {
  const text = JSON.stringify(mistakes.flatMap(([, , network]) => findings(network)));
  for (const secret of ['tunnelsecret', ...Object.values(keys)]) expect(text).not.toContain(secret);
});

test('every finding has its place, and those of two ends have both', () => {
  const found = findings(change('core/bird/bird.conf', ['tunnelsecret', 'x']));
  expect(found.map(({ finding }) => finding.spots)).toEqual([
    [
      { host: 'core', file: 'bird/bird.conf', line: 9 },
      { host: 'edge', file: 'bird/bird.conf', line: 9 },
    ],
  ]);
  for (const [, , network] of mistakes)
    for (const { finding } of findings(network)) expect(finding.spots.length).toBeGreaterThan(0);
});

test('one mistake does not bring a crowd with it', () => {
  for (const [, , network] of mistakes) expect(check(network).length).toBeLessThanOrEqual(4);
});

test('what the inventory does not say is told, and is no finding', () => {
  const bare = { ...small, edge: { files: small['edge']?.files ?? {} } };
  expect(check(bare)).toEqual([]);
  expect(unchecked(bare, 'endpoint')).toEqual([
    'whether 2001:db8:2::10 leads to edge: the inventory lists none of its addresses',
  ]);
  expect(unchecked(bare, 'neighbor-on-link')).toEqual([
    'whether 2001:db8:a::1 is on a link of edge: the inventory lists none of its addresses',
  ]);
});

test('a tunnel to somebody outside is left alone', () => {
  const network = change('core/wireguard/wg0.conf', [
    '[Peer]',
    `[Peer]\nPublicKey = ${publicKey(keys.other)}\nAllowedIPs = fd00:9::1/128\nEndpoint = vpn.example.org:1\n[Peer]`,
  ]);
  expect(check(network)).toEqual([]);
});

test('a customer may be given everything', () => {
  const network = change(
    'edge/bird/bird.conf',
    ['ttl security on', 'local role provider'],
    ['export filter announce', 'export all'],
  );
  expect(check(network, 'export-all')).toEqual([]);
});
