import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrepareLab } from '../../source/lab/plan-contract.ts';
import { reachAddress, reachPort } from '../../source/lab/reach-block.ts';
import type { LabHostSpec, SeedFile } from '../../source/lab/topology.ts';

const quickTimers = 'connect delay time 1; connect retry time 2; error wait time 1, 2; hold time 30;';

/** Two routers of a fleet with a WireGuard tunnel between them, a peer at the exchange, and an RPKI cache. */
export const prepareSmallLab: PrepareLab = async ({ name, stateFolder, reachBlock }) => {
  const keys = { one: makeKeys(), two: makeKeys() };
  const overlay = {
    inventoryFile: join(stateFolder, 'overlay', 'inventory.yml'),
    secretsFile: join(stateFolder, 'overlay', 'secrets.yml'),
    passwordFile: join(stateFolder, 'overlay', 'password'),
  };
  await mkdir(join(stateFolder, 'overlay'), { mode: 0o700 });
  for (const file of Object.values(overlay)) await writeFile(file, '', { mode: 0o600 });
  const reach = (index: number) => ({ address: reachAddress(reachBlock, index), port: reachPort });
  const hosts: LabHostSpec[] = [
    {
      ...router('one', [
        birdFile(`router id 10.0.0.1; ${device}
          protocol static { ipv6; route 2001:db8:1::/48 reject; }
          protocol bgp inner { local fe80::1 as 65000; neighbor fe80::2%wg0 as 65001; ${quickTimers} ipv6 { import all; export all; }; }
          protocol bgp peer { local 2001:db8::1 as 65000; neighbor 2001:db8::10 as 65010; password "secret"; ${quickTimers} ipv6 { import all; export all; }; }
          roa6 table roas;
          protocol rpki cache { roa6 { table roas; }; remote 2001:db8::20 port 3323; retry 1; }`),
        tunnelFile(keys.one.secret, 'fe80::1/64', keys.two.open, '[2001:db8::2]:51820'),
      ]),
      links: [{ interface: 'eth0', switch: 'exchange', addresses: ['2001:db8::1/64', '192.0.2.1/24'] }],
      loopback: ['2001:db8:1::1/128'],
      tunnels: ['wg0'],
      services: ['sshd', 'bird', 'wireguard'],
      reach: reach(1),
    },
    {
      ...router('two', [
        birdFile(`router id 10.0.0.2; ${device}
          protocol bgp inner { local fe80::2 as 65001; neighbor fe80::1%wg0 as 65000; ${quickTimers} ipv6 { import all; export all; }; }`),
        tunnelFile(keys.two.secret, 'fe80::2/64', keys.one.open, '[2001:db8::1]:51820'),
      ]),
      links: [{ interface: 'eth0', switch: 'exchange', addresses: ['2001:db8::2/64', '192.0.2.2/24'] }],
      tunnels: ['wg0'],
      services: ['sshd', 'bird', 'wireguard'],
      reach: reach(2),
    },
    {
      ...router('peer', [
        birdFile(`router id 10.0.0.10; ${device}
          protocol static { ipv6; route 2001:db8:10::/48 reject; }
          protocol bgp core { local 2001:db8::10 as 65010; neighbor 2001:db8::1 as 65000; password "secret"; ${quickTimers} ipv6 { import all; export all; }; }`),
      ]),
      kind: 'outsider',
      links: [{ interface: 'eth0', switch: 'exchange', addresses: ['2001:db8::10/64'] }],
      services: ['bird'],
    },
    {
      ...router('cache', [
        seed(
          '/etc/stayrtr/vrps.json',
          JSON.stringify({
            metadata: { buildtime: '2026-01-01T00:00:00Z' },
            roas: [{ prefix: '2001:db8::/32', maxLength: 48, asn: 'AS65000' }],
          }),
        ),
      ]),
      kind: 'outsider',
      links: [{ interface: 'eth0', switch: 'exchange', addresses: ['2001:db8::20/64'] }],
      services: ['stayrtr'],
    },
  ];
  return { topology: { name, switches: ['exchange'], hosts }, overlay };
};

const device = 'log syslog all; protocol device { scan time 2; } protocol direct { ipv6; }';

function router(name: string, files: readonly SeedFile[]): LabHostSpec {
  return {
    name,
    kind: 'fleet',
    user: 'operator',
    links: [],
    loopback: [],
    routes: [],
    forwarding: true,
    services: [],
    tunnels: [],
    files,
  };
}

function birdFile(content: string): SeedFile {
  return { path: '/etc/bird/bird.conf', mode: 0o640, owner: 'bird', group: 'bird', content };
}

function tunnelFile(secret: string, address: string, peer: string, endpoint: string): SeedFile {
  const content = `[Interface]
PrivateKey = ${secret}
Address = ${address}
ListenPort = 51820
Table = off
MTU = 1400

[Peer]
PublicKey = ${peer}
AllowedIPs = ::/0
Endpoint = ${endpoint}
PersistentKeepalive = 5
`;
  return { path: '/etc/wireguard/wg0.conf', mode: 0o600, owner: 'root', group: 'root', content };
}

function seed(path: string, content: string): SeedFile {
  return { path, mode: 0o644, owner: 'root', group: 'root', content };
}

function makeKeys(): { readonly secret: string; readonly open: string } {
  const secret = execFileSync('/usr/bin/wg', ['genkey'], { encoding: 'utf8' }).trim();
  const open = execFileSync('/usr/bin/wg', ['pubkey'], { encoding: 'utf8', input: secret }).trim();
  return { secret, open };
}
