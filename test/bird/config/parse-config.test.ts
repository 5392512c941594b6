import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BgpSessionConfig, BirdConfig } from '../../../source/bird/config/index.ts';
import { findLastStatement, readBgpSession, writeNodes } from '../../../source/bird/config/index.ts';
import { parse } from './parse.ts';

function session(config: BirdConfig, name: string): BgpSessionConfig {
  const protocol = config.protocols.find((one) => one.name === name);
  if (protocol === undefined) throw new Error(`no protocol ${name}`);
  return readBgpSession(protocol, config);
}

const edge = `# an edge
log syslog all;
router id 198.51.100.11;
define OWN_AS = 215011;
define OTHER = (64496);

template bgp outside {
    local as OWN_AS;
    hold time 90; /* over
    two lines */ ttl security on;
    ipv6 { import none; export none; };
}

protocol bgp transit_a from outside {
    description "a } in a text; and a # too";
    neighbor 2001:db8:a::1 as OTHER;
    source address 2001:db8:a::2;
    password "p4ss";
    local role customer;
    ipv6 {
        import limit 1000 action restart;
        export filter { if net ~ [ 2001:db8::/32{33,48} ] then accept; reject; };
    };
}
protocol bgp 'AS65002.v4-LON_ix:1' {
    local fe80::2 as 1; neighbor fe80::1%eth0 as 2; multihop 3; bfd graceful; passive; disabled;
    graceful restart off;
}
protocol static { ipv4; route 192.0.2.0/24 blackhole; }
protocol static { ipv6; }
`;

test('a session has what its template and constants give it', () => {
  const config = parse(edge);
  expect(config.unread).toEqual([]);
  expect(session(config, 'transit_a')).toMatchObject({
    localAs: { value: 215011, place: { file: 'bird/bird.conf', line: 8 } },
    localAddress: { value: '2001:db8:a::2' },
    neighborAddress: { value: '2001:db8:a::1', place: { line: 16 } },
    neighborAs: { value: 64496 },
    password: { value: 'p4ss', place: { line: 18 } },
    role: { value: 'customer' },
    ttlSecurity: { value: true },
    reach: { kind: 'direct' },
    isDisabled: false,
  });
  const [channel] = session(config, 'transit_a').channels;
  const exported = findLastStatement(channel?.statements ?? [], 'export');
  expect(writeNodes(exported?.nodes.slice(1, 3) ?? [])).toMatch(/^filter \{ if net ~ \[/);
  expect(writeNodes(findLastStatement(channel?.statements ?? [], 'import', 'limit')?.nodes ?? [])).toBe(
    'import limit 1000 action restart',
  );
});

test('quoted names, scopes and switches are read', () => {
  expect(session(parse(edge), 'AS65002.v4-LON_ix:1')).toMatchObject({
    neighborAddress: { value: 'fe80::1' },
    interface: 'eth0',
    reach: { kind: 'multihop', hops: 3 },
    bfd: { value: true },
    isPassive: true,
    isDisabled: true,
    gracefulRestart: { value: 'off' },
  });
});

test('protocols without a name are called as BIRD calls them', () => {
  expect(parse(edge).protocols.map(({ name }) => name)).toEqual([
    'transit_a',
    'AS65002.v4-LON_ix:1',
    'static1',
    'static2',
  ]);
});

test('includes are followed, by pattern and by where the files will stand', () => {
  const config = parse('include "peers/*.conf";\ninclude "/etc/bird/last.conf";\ninclude "none/*.conf";\n', {
    'peers/b.conf': 'protocol bgp b { }\n',
    'peers/a.conf': 'protocol bgp a { }\n',
    'peers/.c.conf': 'protocol bgp c { }\n',
    'last.conf': 'protocol device { }\n',
  });
  expect(config.unread).toEqual([]);
  expect(config.protocols.map(({ name, place }) => `${name} ${place.file}:${place.line}`)).toEqual([
    'a bird/peers/a.conf:1',
    'b bird/peers/b.conf:1',
    'device1 bird/last.conf:1',
  ]);
});

test('what is missing is told with its place', () => {
  const config = parse(
    'include "gone.conf";\ninclude "/srv/bird/x.conf";\nprotocol bgp a from none { local as 1 }\n',
  );
  expect(config.unread.map(({ message, place }) => `${place.line}: ${message}`)).toEqual([
    '1: the included file "gone.conf" is not in the repository',
    '2: the included file "/srv/bird/x.conf" is not in the repository',
    '3: a ; is missing',
    '3: there is no template none to go by',
  ]);
});

test('a definition without an end does not swallow the next one', () => {
  const config = parse('define A = 1\nprotocol bgp a { };\nfilter f { accept; }\n');
  expect(config.protocols).toHaveLength(1);
  expect([...config.filters.keys()]).toEqual(['f']);
  expect(config.unread).toHaveLength(1);
});

test('files that include each other come to an end', () => {
  const config = parse('include "*.conf";\n', {
    'b.conf': 'include "*.conf";\n',
    'c.conf': 'include "*.conf";\n',
  });
  expect(config.unread.length).toBeGreaterThan(0);
});

test('any damage to a configuration is read or told, and never thrown at', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ';',
      '"',
      "'",
      '/*',
      '*/',
      '\n',
      'include "b*";',
      'from outside',
    ),
    fc.constantFrom(
      'protocol bgp',
      'template bgp outside from outside',
      'define OTHER = OTHER;',
      '::',
      '1:2:3:4',
    ),
    fc.string({ maxLength: 5 }),
  );
  const cut = fc.tuple(fc.nat(edge.length), fc.nat(30), piece);
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 8 }), (cuts) => {
      const text = cuts.reduce(
        (now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length),
        edge,
      );
      const config = parse(text, { 'b.conf': text });
      for (const protocol of config.protocols) readBgpSession(protocol, config);
      for (const { place } of config.unread) expect(place.line).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('nesting without end is cut off', () => {
  const config = parse(`protocol bgp a ${'{ x '.repeat(20_000)}`);
  expect(config.unread.length).toBeGreaterThan(0);
});
