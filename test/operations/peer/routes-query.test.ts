import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OperatorError } from '../../../source/basics/problem.ts';
import {
  parseTarget,
  writePrefixQueries,
  writeSessionQuery,
} from '../../../source/operations/peer/routes-query.ts';

test('a prefix is written as BIRD wants it, an address as it is', () => {
  expect(parseTarget('2001:DB8:0::1/32')).toEqual({ text: '2001:db8::/32', isPrefix: true });
  expect(parseTarget('192.0.2.77/24')).toEqual({ text: '192.0.2.0/24', isPrefix: true });
  expect(parseTarget(' 2001:db8::1 ')).toEqual({ text: '2001:db8::1', isPrefix: false });
});

test('anything else is refused by name', () => {
  for (const word of ['transit_a', '2001:db8::/129', '192.0.2.0/33', '', '192.0.2.0/24 all; disable all']) {
    expect(() => parseTarget(word)).toThrow('is no prefix and no address');
  }
});

test('whatever is typed, what reaches BIRD is a prefix, an address, or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.string({ unit: 'binary' })), (word) => {
      try {
        expect(parseTarget(word).text).toMatch(/^[0-9a-f:.]+(\/\d{1,3})?$/);
      } catch (error) {
        expect(error).toBeInstanceOf(OperatorError);
      }
    }),
  );
});

test('the prefix itself first, then what covers it; BIRD 1.6 without table all', () => {
  expect(writePrefixQueries(parseTarget('192.0.2.0/24'))).toEqual([
    'show route 192.0.2.0/24 table all',
    'show route 192.0.2.0/24',
    'show route for 192.0.2.0/24 table all',
    'show route for 192.0.2.0/24',
  ]);
});

test('the routes of a session in its own table', () => {
  const target = parseTarget('2001:db8::1');
  expect(writeSessionQuery('filtered', 'upstream', 'master6', target)).toBe(
    'show route for 2001:db8::1 table master6 filtered protocol upstream',
  );
  expect(writeSessionQuery('to', 'upstream', 'master6')).toBe('show route table master6 export upstream');
});
