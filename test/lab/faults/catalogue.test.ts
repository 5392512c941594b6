import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causeNames } from '../../../source/diagnosis/model.ts';
import { faults, findFault } from '../../../source/lab/faults/catalogue.ts';
import type { FaultSession, FaultStep } from '../../../source/lab/faults/model.ts';

const session: FaultSession = {
  host: 'one',
  name: 'peer',
  file: '/etc/bird/bird.conf',
  localAddress: '2001:db8:1::1',
  neighborAddress: '2001:db8:1::2',
  neighborAs: 64500,
  password: false,
  ttlSecurity: false,
  origins: ['2001:db8:a::/48'],
};
const peer: FaultSession = {
  ...session,
  host: 'two',
  name: 'back',
  localAddress: session.neighborAddress,
  neighborAddress: session.localAddress,
  neighborAs: 64499,
};

function plan(name: string): readonly FaultStep[] {
  const fault = findFault(name);
  switch (fault?.on) {
    case 'host':
      return fault.plan({ kind: 'host', host: 'one' });
    case 'session':
      return fault.plan({ kind: 'session', host: 'one', session, peer, rpkiCache: 'cache' });
    case 'interface':
      return fault.plan({
        kind: 'interface',
        host: 'one',
        interface: 'wg0',
        peer: { host: 'two', interface: 'wg1' },
      });
    case undefined:
      throw new Error(`no fault ${name}`);
  }
}

describe('every fault', () => {
  for (const { name, about } of faults) {
    test(`${name}: says what it does, and its scripts are sound`, () => {
      expect(about).toMatch(/^\S.{8,100}[^.]$/);
      const steps = plan(name);
      expect(steps.length).toBeGreaterThan(0);
      for (const { make, undo, capture = ':' } of steps) {
        for (const script of [make, undo, capture]) execFileSync('sh', ['-n', '-c', script]);
      }
    });
  }
});

test('every fault is a cause that the diagnosis knows, but for one that hurts only what is slow', () => {
  const known = new Set<string>(causeNames);
  expect(faults.map(({ name }) => name).filter((name) => !known.has(name))).toEqual(['congestion']);
});

describe('what is changed in a configuration', () => {
  const before = [
    'protocol bgp other {',
    '    neighbor 2001:db8:1::9 as 64500;',
    '}',
    'protocol bgp peer {',
    '    local 2001:db8:1::1 as 64499;',
    '    neighbor 2001:db8:1::2 as 64500;',
    '    direct;',
    '    ipv6 {',
    '        import limit 100 action restart;',
    '        next hop self;',
    '        import all;',
    '        export filter announce;',
    '    };',
    '}',
    '',
  ].join('\n');

  /** The file after the fault's own edit, on a copy of it. */
  function edit(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'peerdeck-fault-'));
    const file = join(folder, 'bird.conf');
    try {
      writeFileSync(file, before);
      const script = plan(name)[0]?.make.split('; answer=')[0] ?? '';
      execFileSync('sh', ['-c', script.replaceAll('/etc/bird/bird.conf', file)]);
      return readFileSync(file, 'utf8');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test.each([
    ['as-mismatch', /neighbor 2001:db8:1::2 as 64510;/],
    ['no-route-to-host', /neighbor 2001:db8:1::dead as 64500;/],
    ['not-on-link', /neighbor 2001:db8:dead::1 as 64500;/],
    ['md5-mismatch', /protocol bgp peer \{\n {4}password "broken-here";/],
    ['ttl-security', /protocol bgp peer \{\n {4}ttl security on;/],
    ['role-mismatch', /protocol bgp peer \{\n {4}local role customer;/],
    ['prefix-limit', /import limit 1 action disable;/],
    ['limit-blocked', /import limit 1 action block;/],
    ['capability-missing', /ipv4 \{/],
    ['export-empty', /export where false;/],
  ])('%s', (name, expected) => {
    const after = edit(name);
    expect(after).toMatch(expected);
    expect(after).toContain('protocol bgp other {\n    neighbor 2001:db8:1::9 as 64500;\n}');
  });
});
