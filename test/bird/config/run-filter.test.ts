import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type FilterValue,
  type FilterVerdict,
  judgeRoute,
  readNet,
} from '../../../source/bird/config/index.ts';
import { parse } from './parse.ts';

/** What an export filter of these commands does with an originated prefix. */
function judge(commands: string, above = '', prefix = '2001:db8:50::/44'): FilterVerdict | undefined {
  const config = parse(`${above}\nprotocol bgp x { ipv6 { export filter {\n${commands}\n}; }; }\n`);
  const [channel] = config.protocols[0]?.channels ?? [];
  const [address = '', length] = prefix.split('/');
  const net = readNet(address, Number(length));
  if (net === undefined) throw new Error(`no prefix ${prefix}`);
  const route = new Map<string, FilterValue>([
    ['net', { kind: 'net', value: net }],
    ['source', { kind: 'word', value: 'RTS_STATIC' }],
    ['proto', { kind: 'text', value: 'originated' }],
    ['bgp_path', { kind: 'path', value: [] }],
    ['bgp_community', { kind: 'empty' }],
  ]);
  return judgeRoute(channel?.statements ?? [], 'export', config, route);
}

const accepts = { mayAccept: true, mayReject: false };
const rejects = { mayAccept: false, mayReject: true };
const either = { mayAccept: true, mayReject: true };

test.each([
  ['accept;', accepts],
  ['reject;', rejects],
  ['', rejects],
  ['if net ~ [ 2001:db8::/32+ ] then accept; reject;', accepts],
  ['if net ~ [ 2001:db8::/32{45,48} ] then accept; reject;', rejects],
  ['if net ~ [ 2001:db8:50::/48- ] then accept; reject;', accepts],
  ['if net.len > 48 || net.type != NET_IP6 then reject; accept;', accepts],
  ['if ! (net = 2001:db8:50::/44) then reject; else accept;', accepts],
  ['if proto = "orig*" then accept; reject;', rejects],
  ['if proto ~ "orig*" then accept; reject;', accepts],
  [
    'if source = RTS_BGP then { accept; } else { if source ~ [ RTS_STATIC, RTS_OSPF ] then reject; } accept;',
    rejects,
  ],
  ['if bgp_local_pref > 100 then accept; reject;', either],
  ['if bgp_local_pref > 100 then accept; accept;', accepts],
  ['if (65535, 0) ~ bgp_community then reject; accept;', accepts],
  ['bgp_community.add((1, 2)); if (65535, 0) ~ bgp_community then reject; accept;', either],
  ['int n; n = 5 * 2; if n + 1 = 11 then accept; reject;', accepts],
  ['int n = 1; if bgp_med = 3 then n = 2; if n = 1 then accept; reject;', either],
  ['case net.len { 44: accept; else: reject; }', either],
  ['if bgp_path.len = 0 && bgp_path !~ [ 64512..65534 ] then accept; reject;', accepts],
  ['if unheard_of(net) then accept; reject;', either],
])('%s', (commands, verdict) => {
  expect(judge(commands)).toMatchObject(verdict);
});

test('functions, constants and where are followed', () => {
  const above = `define OURS = [ 2001:db8:50::/44 ];
function ours(prefix what) { if what ~ OURS then return true; return false; }
function refuse_long() { if net.len > 43 then reject; }
function forever() { return forever(); }`;
  expect(judge('if ours(net) then accept; reject;', above)).toMatchObject(accepts);
  expect(judge('refuse_long(); accept;', above)).toMatchObject(rejects);
  expect(judge('if forever() then accept; reject;', above)).toMatchObject(either);
  expect(judge('if net ~ OURS then accept; reject;', above, '2001:db8:60::/44')).toMatchObject(rejects);
});

test('the place of a rejection is told', () => {
  expect(judge('if true then\nreject;\naccept;')).toMatchObject({ rejectedAt: { line: 4 } });
});

test('whatever stands in a filter, it ends with a verdict', () => {
  const words = [
    ...[
      'if',
      'then',
      'else',
      'accept',
      'reject',
      'return',
      'case',
      'net',
      'bgp_path',
      'int',
      'x',
      '1',
      '2001:db8::/32',
    ],
    ...['{', '}', '(', ')', '[', ']', ';', ':', '=', '~', '.', ',', '&&', '||', '!', '..', '+', '"a"', 'f'],
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (parts) => {
      const verdict = judge(parts.join(' '), `function f() { ${parts.join(' ')} }`);
      expect(verdict === undefined || verdict.mayAccept || verdict.mayReject).toBe(true);
    }),
    { numRuns: 300 },
  );
});
