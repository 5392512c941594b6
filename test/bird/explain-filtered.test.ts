import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  explainFiltered,
  parseRoaCheck,
  parseRoutes,
  type Route,
  readPath,
} from '../../source/bird/index.ts';

const view = { localAs: 65_001, neighborAs: 3320, transparent: false };

/** A route as BIRD prints it with `all`. */
function route(network: string, path: string): Route {
  const [found] = parseRoutes(
    `${network}  unicast [peer 12:00:00.000] * (100) [AS1i]\n\tvia 10.0.0.1 on eth0\n\tType: BGP univ\n\tBGP.as_path: ${path}\n`,
  ).routes;
  if (found === undefined) throw new Error('the row was not read');
  return found;
}

test('an RPKI-invalid route says so first', () => {
  const [first] = explainFiltered(route('3fff:a::/32', '3320 1299'), { ...view, roa: 'invalid' });
  expect(first).toBe('RPKI-invalid: no ROA lets AS1299 announce 3fff:a::/32');
});

test('loops, lengths, default routes, foreign and reserved ASes are named', () => {
  expect(explainFiltered(route('2001:db8::/32', '3320 65001'), view)[0]).toContain('our own AS65001');
  expect(explainFiltered(route('192.0.2.0/25', '3320'), view)).toEqual([
    expect.stringContaining('/25 is longer'),
  ]);
  expect(explainFiltered(route('::/0', '3320'), view)).toEqual(['it is a default route']);
  expect(explainFiltered(route('192.0.2.0/24', '1299 3320'), view)[0]).toContain('begins with AS1299');
  expect(explainFiltered(route('192.0.2.0/24', '1299 3320'), { ...view, transparent: true })).toEqual([]);
  expect(explainFiltered(route('192.0.2.0/24', '3320 64512'), view)).toEqual([
    'AS64512 in its path is reserved',
  ]);
});

test('nothing unusual gives no reason', () => {
  expect(explainFiltered(route('192.0.2.0/24', '3320 1299'), view)).toEqual([]);
});

test('sets and confederations are no part of the path', () => {
  expect(readPath(route('192.0.2.0/24', '3320 (65010) {1 2} 1299'))).toEqual([3320, 1299]);
});

test('the answer of roa_check, with and without codes', () => {
  expect(parseRoaCheck('0023 (enum 35)2\n')).toBe('invalid');
  expect(parseRoaCheck('(enum 35)1')).toBe('valid');
  expect(parseRoaCheck('(enum 35)0')).toBe('unknown');
  expect(parseRoaCheck('9001 syntax error')).toBeUndefined();
});

test('no text makes it fall', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (network, path) => {
      const base = route('192.0.2.0/24', '1');
      expect(Array.isArray(explainFiltered({ ...base, network, bgp: { path } }, view))).toBe(true);
      parseRoaCheck(path);
    }),
  );
});
