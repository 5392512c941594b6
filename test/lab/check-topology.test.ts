import { expect, test } from 'vitest';
import { checkTopology } from '../../source/lab/check-topology.ts';
import type { LabHostSpec, LabTopology } from '../../source/lab/topology.ts';

const host: LabHostSpec = {
  name: 'ixpams01',
  kind: 'fleet',
  user: 'operator',
  links: [{ interface: 'eth0', switch: 'ams-ix', addresses: ['2001:db8::1/64'] }],
  loopback: ['192.0.2.1/32'],
  routes: [{ to: 'default', via: '2001:db8::2' }],
  forwarding: true,
  services: ['sshd'],
  tunnels: ['wg-core'],
  files: [{ path: '/etc/motd', mode: 0o644, owner: 'root', group: 'root', content: '' }],
};

function withHost(changes: Partial<LabHostSpec>): LabTopology {
  return { name: 'unit', switches: ['ams-ix'], hosts: [{ ...host, ...changes }] };
}

test('a plain topology passes', () => {
  const topology = withHost({});
  expect(checkTopology(topology)).toBe(topology);
});

test('names that mean something else to ip or a shell are refused, with the host', () => {
  const link = { interface: 'eth0', switch: 'ams-ix', addresses: [] };
  const cases: [Partial<LabHostSpec>, string][] = [
    [{ name: 'a b' }, 'no host name'],
    [{ user: 'x;y' }, 'no user name'],
    [{ links: [{ ...link, interface: 'br' }] }, '"br" cannot name an interface'],
    [{ links: [{ ...link, interface: 'sixteen-letters0' }] }, 'cannot name an interface'],
    [{ links: [link, link] }, 'eth0 appears twice'],
    [{ links: [{ ...link, switch: 'nowhere' }] }, 'unknown switch "nowhere"'],
    [{ links: [{ ...link, addresses: ['2001:db8::1'] }] }, 'no address with a prefix length'],
    [{ loopback: ['::1/128\nlink del eth0'] }, 'no address with a prefix length'],
    [{ tunnels: ['$(id)'] }, 'cannot name a tunnel'],
    [{ routes: [{ to: 'default dev lo', via: '::1' }] }, 'cannot be set'],
    [{ files: [{ path: 'etc/x', mode: 0, owner: 'root', group: 'root', content: '' }] }, 'no absolute path'],
    [
      { files: [{ path: '/etc/../../x', mode: 0, owner: 'root', group: 'root', content: '' }] },
      'no absolute path',
    ],
  ];
  for (const [changes, words] of cases) expect(() => checkTopology(withHost(changes))).toThrow(words);
});

test('two hosts of one name are refused', () => {
  const topology = { ...withHost({}), hosts: [host, host] };
  expect(() => checkTopology(topology)).toThrow('two hosts of this name');
});
