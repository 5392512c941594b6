import { expect, test } from 'vitest';
import { planCables, planNetwork, planSwitches } from '../../../source/lab/host/network.ts';
import type { LabHostSpec, LabTopology } from '../../../source/lab/topology.ts';

const host: LabHostSpec = {
  name: 'ixpams01',
  kind: 'fleet',
  user: 'operator',
  links: [
    { interface: 'eth0', switch: 'AMS IX', addresses: ['2001:db8::1/64', '192.0.2.1/24'] },
    { interface: 'eth1', switch: 'internet', addresses: ['2001:db8:1::1/64'] },
  ],
  loopback: ['2001:db8:ff::1/128'],
  routes: [
    { to: 'default', via: '2001:db8:1::fe' },
    { to: '2001:db8:2::/48', via: 'fe80::2', device: 'wg0' },
  ],
  forwarding: true,
  services: ['sshd', 'wireguard'],
  tunnels: ['wg0'],
  files: [],
};
const topology: LabTopology = { name: 'unit', switches: ['internet', 'AMS IX'], hosts: [host] };

test('addresses are usable at once, and routes over tunnels wait for them', () => {
  const { network, routes } = planNetwork(host);
  expect(network).toContain('address add 2001:db8::1/64 dev eth0 nodad\n');
  expect(network).toContain('address add 192.0.2.1/24 dev eth0\n');
  expect(network).toContain('address add 2001:db8:ff::1/128 dev lo nodad\n');
  expect(network).toContain('route add default via 2001:db8:1::fe\n');
  expect(network.indexOf('eth1 up')).toBeLessThan(network.indexOf('route add default'));
  expect(routes).toBe('route add 2001:db8:2::/48 via fe80::2 dev wg0\n');
});

test('a router forwards, another host does not', () => {
  expect(planNetwork(host).settings).toContain('net/ipv6/conf/all/forwarding=1');
  expect(planNetwork({ ...host, forwarding: false }).settings).toContain('net/ipv4/ip_forward=0');
  expect(planNetwork(host).settings).toContain('net/ipv6/conf/eth1/accept_dad=0');
});

test('each link is a cable from the host to the bridge of its switch', () => {
  expect(planCables(topology, host, 3, 4711)).toBe(
    [
      'link add h3p0 type veth peer name eth0 netns 4711',
      'link set h3p0 master sw1 up',
      'link add h3p1 type veth peer name eth1 netns 4711',
      'link set h3p1 master sw0 up',
      '',
    ].join('\n'),
  );
});

test('a switch forwards from the start and keeps its name as an alias', () => {
  expect(planSwitches(topology)).toContain('link add sw1 type bridge stp_state 0 forward_delay 0');
  expect(planSwitches(topology)).toContain('link set sw1 alias AMS-IX up');
});
