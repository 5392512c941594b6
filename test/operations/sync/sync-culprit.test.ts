import { expect, test } from 'vitest';
import type { HostName } from '../../../source/fleet/model.ts';
import { blame, listChangedLines, namedIn } from '../../../source/operations/sync/sync-culprit.ts';
import { rendered } from '../sync-room.ts';

const host = 'ixpams01' as HostName;
const peerings = (as: number, password: string): string =>
  `protocol bgp rs_ams {
    neighbor 2001:db8::1 as ${as};
    password "«${password}»";
    ipv6 { import all; };
}

protocol bgp transit_a {
    neighbor 2001:db8::2 as 65010;
}
`;

test('the sessions and tunnels that did not do well are read from the words of the gate', () => {
  expect(
    namedIn('session rs_ams was up and is not: Idle; session transit_a was up and is not: Connect'),
  ).toEqual({ sessions: ['rs_ams', 'transit_a'], tunnels: [] });
  expect(namedIn('no handshake yet on wg0 with AAAA=; interface wg1 is not there')).toEqual({
    sessions: [],
    tunnels: ['wg0', 'wg1'],
  });
  expect(namedIn('not confirmed within 30 s')).toEqual({ sessions: [], tunnels: [] });
});

test('of the changed lines those of the session are blamed, and no secret is told', () => {
  const file = rendered(host, 'bird/peerings.conf', peerings(64999, 'new'));
  const live = peerings(64501, 'old').replaceAll(/[«»]/g, '').replace('as 65010', 'as 65011');
  const changed = listChangedLines(file, live);
  expect(changed.map(({ line }) => line)).toEqual([2, 3, 8]);
  expect(blame(changed, [file], ['rs_ams'])).toEqual([
    { path: 'bird/peerings.conf', line: 2, text: '    neighbor 2001:db8::1 as 64999;', removed: false },
    { path: 'bird/peerings.conf', line: 3, text: '    password "‹secret›";', removed: false },
  ]);
});

test('a line that is gone is told by the one after it, and a cause elsewhere by every change', () => {
  const before = peerings(64501, 'same').replaceAll(/[«»]/g, '').replace('    ipv6', '    bfd on;\n    ipv6');
  const file = rendered(host, 'bird/peerings.conf', peerings(64501, 'same'));
  const changed = listChangedLines(file, before);
  expect(changed).toEqual([
    { path: 'bird/peerings.conf', line: 4, text: '    ipv6 { import all; };', removed: true },
  ]);
  expect(blame(changed, [file], ['core_ams'])).toEqual(changed);
});
