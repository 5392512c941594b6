import { expect, test } from 'vitest';
import { parseProtocols } from '../../../source/bird/index.ts';
import { describePeerAction, writePeerCommand } from '../../../source/operations/peer/peer-actions.ts';
import { quoteSymbol } from '../../../source/operations/peer/peer-find.ts';
import { PretendedHost, pretendFleet } from '../observed-fleet.ts';

const { hosts } = pretendFleet(new PretendedHost('one'));
const host = hosts[0]?.name;

function session(state: string, more = '') {
  const [found] = parseProtocols(
    `upstream BGP --- ${state === 'Established' ? 'up' : 'start'} 12:00:00.000 ${state}\n  BGP state: ${state}\n${more}  Channel ipv6\n    State: UP\n    Routes: 7 imported, 3 exported, 7 preferred\n`,
  );
  if (found === undefined) throw new Error('the row was not read');
  return found;
}

test('taking a session down tells how many routes go, and what brings it back unasked', () => {
  const { warnings } = describePeerAction('disable', session('Established'));
  expect(warnings[0]).toContain('7 learned from it here, 3 of ours');
  expect(warnings[1]).toContain('configure');
  expect(warnings[1]).toContain('sync');
});

test('a session that is down loses nothing by a restart, and has nothing to reload', () => {
  expect(describePeerAction('restart', session('Active')).warnings).toEqual([]);
  expect(describePeerAction('reload-out', session('Active')).warnings[0]).toContain('not Established');
});

test('a neighbour without route refresh is warned of', () => {
  const without = session('Established', '    Neighbor capabilities\n      4-octet AS numbers\n');
  expect(describePeerAction('reload-in', without).warnings[0]).toContain('route refresh');
});

test('a name never becomes a pattern', () => {
  if (host === undefined) throw new Error('no host');
  expect(quoteSymbol('peer_a', host)).toBe('peer_a');
  expect(quoteSymbol('AS65002.v4-LON_ix:1', host)).toBe("'AS65002.v4-LON_ix:1'");
  for (const name of ['peer*', '"a"', 'a?', "a'b", 'a b', 'a\nb', '']) {
    expect(() => quoteSymbol(name, host)).toThrow('cannot be named safely');
  }
});

test("BIRD's own words, with a message for the neighbour", () => {
  expect(writePeerCommand('reload-in', 'x')).toBe('reload in x');
  expect(writePeerCommand('disable', 'x', { message: 'moving' })).toBe('disable x "moving"');
});

test('what BIRD 3 calls a reload', () => {
  expect(writePeerCommand('reload-in', 'x', { version: '3.1.7' })).toBe('reload bgp in x');
  expect(writePeerCommand('reload-out', 'x', { version: '10.0' })).toBe('reload bgp out x');
  expect(writePeerCommand('reload-out', 'x', { version: '2.20.0' })).toBe('reload out x');
  expect(writePeerCommand('restart', 'x', { version: '3.4.0' })).toBe('restart x');
});
