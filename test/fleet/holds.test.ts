import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findHold,
  formatHold,
  type Hold,
  nameHold,
  parseHolds,
  parseHoldTarget,
  parseUntil,
  splitHolds,
} from '../../source/fleet/holds.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const held: Hold = { who: 'op@jump01', since: '2026-11-21T11:00:00Z', why: 'the fibre is being moved' };

describe('what a host keeps', () => {
  test('reads back as it was written', () => {
    const hold: Hold = { ...held, path: 'bird/bird.conf', until: '2026-11-22T00:00:00.000Z' };
    expect(parseHolds(formatHold(hold) + formatHold(held))).toEqual([hold, held]);
  });

  test('and cannot be read holds the whole host', () => {
    expect(parseHolds('{"who":"op","wh\n')).toMatchObject([{ who: 'somebody' }]);
    expect(parseHolds('{"who":"op","wh\n')[0]?.path).toBeUndefined();
  });

  test('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => parseHolds(text).length >= 0));
    fc.assert(fc.property(fc.json(), (text) => parseHolds(text).length >= 0));
  });

  test('has one file a path, of a name that a shell takes as it is', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (path) => /^[0-9a-f]{32}$/.test(nameHold(path))));
    expect(nameHold(undefined)).toBe('host');
  });
});

describe('a hold', () => {
  const names = { path: 'bird/bird.conf', livePath: '/etc/bird/bird.conf' };
  const finds = (path: string | undefined, of = names) =>
    findHold([{ ...held, path }], of, '/home/op') !== undefined;

  test.each([undefined, 'bird/bird.conf', 'bird', 'bird/', '/etc/bird', '/etc/bird/bird.conf'])(
    'of %s keeps bird.conf',
    (path) => expect(finds(path)).toBe(true),
  );

  test.each(['bird/bird.con', 'ird', '/etc/birds', 'wireguard'])('of %s does not', (path) =>
    expect(finds(path)).toBe(false),
  );

  test('of a rendered path keeps the file that is no longer rendered too', () => {
    expect(finds('bird/old.conf', { path: '/etc/bird/old.conf', livePath: '/etc/bird/old.conf' })).toBe(true);
    const caddy = { path: '/home/op/caddy/Caddyfile', livePath: '/home/op/caddy/Caddyfile' };
    expect(finds('caddy', caddy)).toBe(true);
    expect(finds('~/caddy', caddy)).toBe(true);
  });

  test('ends at its time, and not before', () => {
    const until = { ...held, until: '2026-11-21T12:00:00.000Z' };
    expect(splitHolds([until, held], noon - 1).active).toHaveLength(2);
    expect(splitHolds([until, held], noon)).toEqual({ active: [held], ended: [until] });
  });
});

describe('what an operator types', () => {
  test('names a host, or a file of it', () => {
    expect(parseHoldTarget('ixpams01')).toEqual({ host: 'ixpams01' });
    expect(parseHoldTarget('ixpams01:bird/bird.conf')).toEqual({ host: 'ixpams01', path: 'bird/bird.conf' });
    expect(() => parseHoldTarget('ixpams01:')).toThrow('no path');
    expect(() => parseHoldTarget('ixpams01:../etc')).toThrow('no path');
  });

  test('says until when', () => {
    expect(parseUntil('2h', noon)).toBe('2026-11-21T14:00:00.000Z');
    expect(parseUntil('3d', noon)).toBe('2026-11-24T12:00:00.000Z');
    expect(parseUntil('2026-12-01T00:00:00Z', noon)).toBe('2026-12-01T00:00:00.000Z');
    expect(Date.parse(parseUntil('2026-12-01', noon))).toBeGreaterThan(noon);
    expect(() => parseUntil('2020-01-01', noon)).toThrow('over already');
    expect(() => parseUntil('soon', noon)).toThrow('neither');
    expect(() => parseUntil('12', noon)).toThrow('neither');
  });
});
