import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { isKeyword } from '../../../source/bird/config/keywords.ts';
import { parse } from './parse.ts';

/** Whether Debian's BIRD takes a configuration; its absence fails the test by name. */
function createBird(): (text: string, others?: Readonly<Record<string, string>>) => string {
  const folder = mkdtempSync(join(tmpdir(), 'bird-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return (text, others = {}) => {
    for (const [name, content] of Object.entries({ 'bird.conf': text, ...others }))
      writeFileSync(join(folder, name), content);
    const { error, stdout, stderr } = spawnSync('/usr/sbin/bird', ['-p', '-c', join(folder, 'bird.conf')], {
      encoding: 'utf8',
    });
    if (error) throw new Error('/usr/sbin/bird does not run: apt-get install bird2', { cause: error });
    return `${stdout}${stderr}`.replaceAll(folder, '');
  };
}

const config = `router id 198.51.100.1;
define OWN = 64496;
define NETS = [ 2001:db8::/32{33,48}, 2001:db8:1::/48+ ];
roa6 table validated;
function mark(int kind) { bgp_large_community.add((OWN, 1, kind)); }
filter give {
  if net !~ NETS || source = RTS_BGP then reject;
  case net.len { 32..40: accept; else: { mark(3); accept; } }
}
template bgp outside { local as OWN; ipv6 { import limit 10; import where net ~ NETS; export filter give; }; }
protocol device { scan time 10; }
protocol static origins { ipv6 { preference 1; }; route 2001:db8:2::/48 unreachable; route 2001:db8:3::/48 via fe80::1%eth0; }
protocol bgp a from outside { neighbor 2001:db8::1 as 64497; password "x"; }
protocol bgp b from outside { neighbor 2001:db8::2 as (64498); multihop; ipv4 { import none; export none; }; }
protocol bfd { interface "eth*", "wg0" { interval 1 s; multiplier 5; }; }
`;

test('what BIRD takes is read without a remark', () => {
  expect(createBird()(config)).toBe('');
  const { unread, protocols } = parse(config);
  expect(unread).toEqual([]);
  expect(protocols.map(({ name }) => name)).toEqual(['device1', 'origins', 'a', 'b', 'bfd1']);
});

test('a bracket or quote taken out is noticed here as it is there', () => {
  const bird = createBird();
  const marks = [...config.matchAll(/[{}()[\]"]/g)].map(({ index }) => index);
  for (const at of marks) {
    const damaged = config.slice(0, at) + config.slice(at + 1);
    expect(bird(damaged), `without ${config[at]} at ${at}`).not.toBe('');
    expect(parse(damaged).unread.length, `without ${config[at]} at ${at}`).toBeGreaterThan(0);
  }
});

test('a name is a keyword here if it is one there', () => {
  const bird = createBird();
  const name = fc.oneof(
    fc.stringMatching(/^[a-z_][a-z0-9_]{0,7}$/),
    fc.constantFrom(
      's',
      'ms',
      'edge',
      'core',
      'peer',
      'transit',
      'transport',
      'local',
      'static',
      'rs',
      'uplink',
      'upstream',
      'RTS_BGP',
    ),
  );
  fc.assert(
    fc.property(name, (text) => {
      const isRefused = bird(`protocol static ${text} { ipv6; }\n`) !== '';
      expect(isKeyword(text)).toBe(isRefused);
    }),
    { numRuns: 120 },
  );
});

test('includes are followed where BIRD follows them', () => {
  const bird = createBird();
  const main = 'router id 1.2.3.4;\n  include "a*.conf";\ninclude "none-*.conf";\n';
  const others = {
    'a1.conf': 'protocol static one { ipv6; }\n',
    'a2.conf': 'protocol static two { ipv6; }\n',
  };
  expect(bird(main, others)).toBe('');
  expect(parse(main, others)).toMatchObject({ unread: [], protocols: [{ name: 'one' }, { name: 'two' }] });
  for (const bad of ['include "gone.conf";\n', 'router id 1.2.3.4; include "a1.conf";\n']) {
    expect(bird(bad, others)).not.toBe('');
    expect(parse(bad, others).unread).toHaveLength(1);
  }
});
