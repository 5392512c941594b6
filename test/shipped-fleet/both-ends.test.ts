import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseInterfaceAddress, subnetOf } from '../../source/lab/plan/addresses.ts';
import { readHostVariables, readNetworks } from './shipped-fleet.ts';

const networkShape = z.object({
  network: z.object({
    edge_as: z.number(),
    core_as: z.number(),
    loopbacks: z.record(z.string(), z.string()),
  }),
  tunnels: z.record(
    z.string(),
    z.object({
      mtu: z.number(),
      ends: z.record(
        z.string(),
        z.object({
          interface: z.string(),
          address: z.string(),
          endpoint: z.string(),
          listen_port: z.number(),
          keepalive: z.number(),
        }),
      ),
    }),
  ),
  wireguard_public_keys: z.record(z.string(), z.record(z.string(), z.string())),
  sessions: z.record(
    z.string(),
    z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        tunnel: z.string().optional(),
        interface: z.string().optional(),
        neighbor: z.string().optional(),
        asn: z.number().optional(),
        bfd: z.boolean().optional(),
        multihop: z.number().optional(),
      }),
    ),
  ),
});
const hostShape = z.object({
  router_id: z.string(),
  ansible_user: z.string(),
  location: z.object({ city: z.string(), latitude: z.number(), longitude: z.number() }),
  interfaces: z.record(z.string(), z.object({ addresses: z.array(z.string()) })),
});

const networks = networkShape.parse(readNetworks());
const hosts = z.record(z.string(), hostShape).parse(readHostVariables());

function addressesOf(host: string): string[] {
  const interfaces = Object.values(hosts[host]?.interfaces ?? {});
  return interfaces.flatMap(({ addresses }) => addresses).map((text) => text.split('/')[0] ?? text);
}

test('a tunnel has two ends in one subnet, each reached where the inventory says the host is', () => {
  for (const { ends, mtu } of Object.values(networks.tunnels)) {
    expect(Object.keys(ends)).toHaveLength(2);
    const addresses = Object.values(ends).map(({ address }) => parseInterfaceAddress(address));
    expect(new Set(addresses.map((address) => address && subnetOf(address))).size).toBe(1);
    expect(new Set(addresses.map((address) => address?.address)).size).toBe(2);
    for (const [host, end] of Object.entries(ends)) {
      expect(addressesOf(host)).toContain(end.endpoint);
      expect(end.keepalive).toBeGreaterThan(0);
    }
    // 80 bytes of WireGuard over IPv6 on a path of 1500.
    expect(mtu).toBeLessThanOrEqual(1420);
  }
});

test("interfaces and listen ports of tunnels are a host's own", () => {
  const ends = Object.values(networks.tunnels).flatMap((tunnel) => Object.entries(tunnel.ends));
  expect(new Set(ends.map(([host, end]) => `${host} ${end.interface}`)).size).toBe(ends.length);
  expect(new Set(ends.map(([host, end]) => `${host} ${end.listen_port}`)).size).toBe(ends.length);
});

test('every end has a public key that WireGuard could read, and it is plainly no real one', () => {
  for (const { ends } of Object.values(networks.tunnels)) {
    for (const [host, end] of Object.entries(ends)) {
      const key = networks.wireguard_public_keys[host]?.[end.interface] ?? '';
      expect(key).toContain(`placeholder/${host}/${end.interface}`);
      expect(Buffer.from(key, 'base64')).toHaveLength(32);
      expect(Buffer.from(key, 'base64').toString('base64')).toBe(key);
    }
  }
});

test('a session through a tunnel is at both of its ends, of kinds that fit, with BFD at both or none', () => {
  const fits: Record<string, string> = { edge: 'core', core: 'edge', ibgp: 'ibgp' };
  for (const [name, tunnel] of Object.entries(networks.tunnels)) {
    const found = Object.keys(tunnel.ends).map((host) =>
      networks.sessions[host]?.find((session) => session.tunnel === name),
    );
    const [one, other] = found;
    expect(fits[one?.kind ?? '']).toBe(other?.kind);
    expect(one?.bfd).toBe(other?.bfd);
  }
});

test('a neighbour outside is on the link it is reached by, or multihop', () => {
  for (const [host, sessions] of Object.entries(networks.sessions)) {
    for (const session of sessions.filter(({ neighbor }) => neighbor !== undefined)) {
      const subnets = hosts[host]?.interfaces[session.interface ?? '']?.addresses
        .map(parseInterfaceAddress)
        .map((address) => address && subnetOf(address));
      const length = subnets?.[0]?.split('/')[1];
      const neighbor = parseInterfaceAddress(`${session.neighbor}/${length}`);
      const isOnLink = neighbor !== undefined && subnets?.includes(subnetOf(neighbor));
      expect(isOnLink).toBe(session.multihop === undefined);
    }
  }
});

test('names of sessions and router ids are unique', () => {
  for (const sessions of Object.values(networks.sessions))
    expect(new Set(sessions.map(({ name }) => name)).size).toBe(sessions.length);
  const ids = Object.values(hosts).map((host) => host.router_id);
  expect(new Set(ids).size).toBe(Object.keys(hosts).length);
});

test('the login user is an ordinary one, and every host has its place on the map', () => {
  for (const { ansible_user: user, location } of Object.values(hosts)) {
    expect(user).not.toBe('root');
    expect(Math.abs(location.latitude)).toBeLessThanOrEqual(90);
    expect(Math.abs(location.longitude)).toBeLessThanOrEqual(180);
  }
});
