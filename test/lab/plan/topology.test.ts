import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTopology } from '../../../source/lab/check-topology.ts';
import type { LabHostSpec, LabTopology } from '../../../source/lab/topology.ts';
import { makeBareRepository, makeRepository, planLab } from './planned-lab.ts';

function findHost(topology: LabTopology, name: string): LabHostSpec {
  const host = topology.hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`no host ${name} among ${topology.hosts.map((one) => one.name)}`);
  return host;
}

const fileOf = (host: LabHostSpec, path: string): string =>
  String(host.files.find((file) => file.path === path)?.content ?? '');

const birdOf = (topology: LabTopology, name: string): string =>
  fileOf(findHost(topology, name), '/etc/bird/bird.conf');

test('the shipped fleet is surrounded by the networks its sessions name', async () => {
  const { topology } = await planLab(makeRepository());
  checkTopology(topology);
  const names = (kind: string) =>
    topology.hosts.filter((host) => host.kind === kind).map((host) => host.name);
  expect(names('fleet')).toEqual(['coreams01', 'ixpams01', 'ixpfra01', 'vltatl01', 'vltcdg01']);
  expect(names('outsider').sort()).toEqual([
    'internet',
    'peer-harbour',
    'rpki-cache',
    'rs-ams',
    'rs-fra',
    'transit-a',
    'transit-b',
    'vultr',
  ]);
});

test('one network is one router, however many sessions lead to it', async () => {
  const { topology } = await planLab(makeRepository());
  expect(birdOf(topology, 'vultr').match(/^protocol bgp \w+ /gm)).toEqual([
    'protocol bgp vltatl01 ',
    'protocol bgp vltcdg01 ',
    'protocol bgp internet ',
  ]);
  expect(findHost(topology, 'peer-harbour').links.map((link) => link.addresses)).toEqual([
    ['2001:db8:7f8:1::6450:1/64'],
    ['2001:db8:7f8:2::6450:1/64'],
  ]);
});

test('the other end of a session mirrors it: addresses, AS numbers, password, hops, TTL, role', async () => {
  const { topology, fleet } = await planLab(makeRepository());
  const vultr = birdOf(topology, 'vultr');
  expect(vultr).toContain('local 2001:19f0:ffff::1 as 64515;\n    neighbor 2001:db8:4::10 as 215011;');
  expect(vultr).toContain('multihop 2;');
  const [password = ''] = /password "\w+"/.exec(vultr) ?? [];
  expect(fleet.secretValues).toContain(password.split('"')[1]);
  const transit = birdOf(topology, 'transit-a');
  expect(transit).toContain('ttl security on;');
  expect(transit).toContain('local role provider;');
  expect(birdOf(topology, 'rs-ams')).toContain('rs client;\n    local role rs_server;');
});

test('BIRD accepts every outsider', async () => {
  const root = makeRepository();
  const { topology } = await planLab(root);
  const outsiders = topology.hosts.filter(
    (host) => host.kind === 'outsider' && host.services.includes('bird'),
  );
  expect(outsiders.length).toBeGreaterThan(5);
  for (const host of outsiders) {
    const file = join(root, `${host.name}.conf`);
    writeFileSync(file, fileOf(host, '/etc/bird/bird.conf'));
    execFileSync('/usr/sbin/bird', ['-p', '-c', file], { stdio: 'pipe' });
  }
});

test('hosts that share a subnet meet on a switch, and every neighbour is on the wire of its session', async () => {
  const { topology } = await planLab(makeRepository());
  const switchOf = (host: string, name: string) =>
    findHost(topology, host).links.find((link) => link.interface === name)?.switch;
  expect(switchOf('rs-ams', 'eth0')).toBe(switchOf('ixpams01', 'eth1'));
  expect(switchOf('peer-harbour', 'eth0')).toBe(switchOf('ixpams01', 'eth1'));
  expect(switchOf('peer-harbour', 'eth1')).toBe(switchOf('ixpfra01', 'eth1'));
  expect(switchOf('transit-a', 'eth0')).toBe(switchOf('ixpams01', 'eth2'));
  for (const name of topology.switches) {
    const plugged = topology.hosts.filter((host) => host.links.some((link) => link.switch === name));
    expect([name, plugged.length > 1]).toEqual([name, true]);
  }
});

test('no address is on two hosts but the anycast one', async () => {
  const { topology } = await planLab(makeRepository());
  const addresses = topology.hosts.flatMap((host) => [
    ...host.loopback,
    ...host.links.flatMap((link) => link.addresses),
  ]);
  const twice = addresses.filter((address, index) => addresses.indexOf(address) !== index);
  expect(twice).toEqual(['2a0e:97c0:8a0::1/128']);
});

test('the gateways of the uplinks are the internet router, which knows the far neighbours too', async () => {
  const { topology } = await planLab(makeRepository());
  const addresses = findHost(topology, 'internet').links.flatMap((link) => link.addresses);
  for (const host of topology.hosts)
    for (const { via } of host.routes)
      expect(addresses.map((address) => address.split('/')[0])).toContain(via);
  expect(findHost(topology, 'coreams01').routes).toContainEqual({
    to: '0.0.0.0/0',
    via: '192.0.2.1',
    device: 'eth0',
  });
});

test('the RPKI cache vouches for us and for all that outsiders announce but one', async () => {
  const { topology } = await planLab(makeRepository());
  const vrps: unknown = JSON.parse(fileOf(findHost(topology, 'rpki-cache'), '/etc/stayrtr/vrps.json'));
  expect(vrps).toMatchObject({
    roas: expect.arrayContaining([
      { prefix: '2a06:de00:50::/44', maxLength: 48, asn: 'AS215011', ta: 'lab' },
      { prefix: '2a0e:97c0:8a0::/44', maxLength: 48, asn: 'AS215011', ta: 'lab' },
    ]),
  });
});

test('rendered files lie where delivery puts them, with the same owners and modes', async () => {
  const { topology } = await planLab(makeRepository(), {
    ixpams01: {
      'bird/bird.conf': 'a',
      'bird/more/x.conf': 'b',
      'wireguard/wg0.conf': 'c',
      'caddy/Caddyfile': 'd',
      'grafana/grafana.ini': 'a secret',
      'scripts/backup.sh': 'e',
    },
    vltatl01: { 'saimiris/saimiris.yml': 'e' },
  });
  const host = findHost(topology, 'ixpams01');
  expect(
    host.files.map(({ path, owner, group, mode }) => `${path} ${owner}:${group} ${mode.toString(8)}`),
  ).toEqual([
    '/etc/bird/bird.conf root:bird 640',
    '/etc/bird/more/x.conf root:bird 640',
    '/etc/wireguard/wg0.conf root:root 600',
    '/home/operator/caddy/Caddyfile operator:operator 644',
    '/home/operator/grafana/grafana.ini operator:operator 600',
    '/home/operator/scripts/backup.sh operator:operator 755',
  ]);
  expect(host.services).toEqual(['sshd', 'wireguard', 'bird']);
  expect(host.tunnels).toEqual(['wg0']);
  expect(findHost(topology, 'vltatl01').services).toEqual(['sshd']);
});

test('probing addresses and loopbacks are service addresses', async () => {
  const { topology } = await planLab(makeRepository());
  expect(findHost(topology, 'vltatl01').loopback).toEqual(['2a0e:97c0:8a1::1/128', '2a0e:97c0:8a0::1/128']);
  expect(findHost(topology, 'ixpfra01').loopback).toEqual(['2a06:de00:50:b::1/128']);
});

test('a new peer in the sessions file is a new network in the lab', async () => {
  const root = makeRepository({
    'networks/z-more.yml': `sessions:
  ixpams01:
    - { name: one, kind: peer, interface: eth1, neighbor: '2001:db8:7f8:1::99', asn: 64499 }
    - { name: two, kind: peer, interface: eth1, neighbor: '2001:db8:7f8:1::9a', asn: 64499 }
`,
  });
  const { topology } = await planLab(root);
  const host = findHost(topology, 'one');
  expect(host.links).toHaveLength(1);
  expect(host.links[0]?.addresses).toEqual(['2001:db8:7f8:1::99/64', '2001:db8:7f8:1::9a/64']);
  expect(topology.hosts.map(({ name }) => name)).not.toContain('two');
});

test('another AS number in the one place for it is what the neighbours expect', async () => {
  const file = 'networks/network.yml';
  const text = readFileSync(join(makeRepository(), file), 'utf8').replaceAll('215011', '196615');
  const { topology } = await planLab(makeRepository({ [file]: text }));
  for (const name of ['transit-a', 'transit-b', 'rs-ams', 'rs-fra', 'peer-harbour', 'vultr']) {
    expect(birdOf(topology, name)).toContain('as 196615;');
    expect(birdOf(topology, name)).not.toContain('215011');
  }
});

test('an outsider never takes the name of a host of ours', async () => {
  const root = makeRepository({
    'networks/z-more.yml': `sessions:
  ixpams01:
    - { name: coreams01, kind: peer, interface: eth1, neighbor: '2001:db8:7f8:1::99', asn: 64499 }
    - { name: internet, kind: peer, interface: eth1, neighbor: '2001:db8:7f8:1::98', asn: 64498 }
`,
  });
  const { topology } = await planLab(root);
  checkTopology(topology);
  expect(topology.hosts.map(({ name }) => name)).toContain('coreams01-2');
});

test('a fleet that says nothing of its networks is a lab of hosts to log in to', async () => {
  const { topology } = await planLab(
    makeBareRepository({ 'inventory/hosts.yml': 'all:\n  hosts:\n    one:\n    two:\n' }),
  );
  expect(topology.hosts.map(({ name, services }) => [name, services])).toEqual([
    ['one', ['sshd']],
    ['two', ['sshd']],
  ]);
  expect(topology.switches).toEqual([]);
});

test('a value that cannot be planned with is named with its file and line', async () => {
  const root = makeRepository({
    'networks/z-more.yml':
      'sessions:\n  ixpams01:\n    - { name: x, kind: peer, neighbor: nowhere, asn: 1 }\n',
  });
  await expect(planLab(root)).rejects.toMatchObject({
    problem: {
      kind: 'lab-data-invalid',
      message: 'sessions.ixpams01.0.neighbor: is no address',
      place: { file: 'networks/z-more.yml', line: 1 },
    },
  });
});
