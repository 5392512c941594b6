import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseProgress } from '../../source/delivery/progress.ts';

describe('what a change tells on its way', () => {
  test.each([
    ['@state validating bird', { kind: 'state', state: 'validating', detail: 'bird' }],
    ['@state healthy', { kind: 'state', state: 'healthy', detail: '' }],
    ['@end healthy', { kind: 'end', end: { kind: 'healthy' } }],
    [
      '@end reverted session a was up',
      { kind: 'end', end: { kind: 'reverted', reason: 'session a was up' } },
    ],
    ['@end refused wireguard/wg0', { kind: 'end', end: { kind: 'refused', service: 'wireguard/wg0' } }],
    ['@lock root@jump01', { kind: 'lock', text: 'root@jump01' }],
    ['| bird.conf:3:4 syntax error', { kind: 'output', text: 'bird.conf:3:4 syntax error' }],
    ['@end perhaps', undefined],
    ['@deadline 42', { kind: 'deadline', seconds: 42 }],
    ['@deadline soon', undefined],
    ['Last login: today', undefined],
  ])('%s', (line, expected) => {
    expect(parseProgress(line)).toEqual(expected);
  });

  test('anything else is left alone', () => {
    fc.assert(fc.property(fc.string(), (line) => parseProgress(line) === undefined || /^[@|]/.test(line)));
  });
});

test.each([
  ['@end lost old', 'old'],
  ['@end lost new', 'new'],
  ['@end lost cut', 'mixed'],
  ['@end lost', 'mixed'],
])('%s tells which files are live', (line, live) => {
  expect(parseProgress(line)).toEqual({ kind: 'end', end: { kind: 'lost', live } });
});
