import { derivePublicKey } from '../../source/wireguard/config/index.ts';
import type { FixtureNetwork } from './fixture.ts';

/** Keys that are nobody's. */
export const keys = {
  core: key(1),
  edge: key(2),
  other: key(3),
  shared: key(4),
  otherShared: key(5),
} as const;

function key(seed: number): string {
  return Buffer.alloc(32, seed).toString('base64');
}

export function publicKey(privateKey: string): string {
  return derivePublicKey(privateKey) ?? '';
}

const coreTunnel = `[Interface]
PrivateKey = ${keys.core}
Address = fd00:1::1/64
ListenPort = 51820
MTU = 1400
Table = off

[Peer]
PublicKey = ${publicKey(keys.edge)}
PresharedKey = ${keys.shared}
Endpoint = [2001:db8:2::10]:51821
AllowedIPs = ::/0
PersistentKeepalive = 25
`;

const edgeTunnel = `[Interface]
PrivateKey = ${keys.edge}
Address = fd00:1::2/64
ListenPort = 51821
MTU = 1400
Table = off

[Peer]
PublicKey = ${publicKey(keys.core)}
PresharedKey = ${keys.shared}
Endpoint = [2001:db8:1::10]:51820
AllowedIPs = ::/0
PersistentKeepalive = 25
`;

const coreBird = `router id 198.51.100.1;
protocol device { }
protocol static originated { ipv6; route 2a06:de00:50::/44 unreachable; }
protocol bfd { interface "wg*" { interval 1 s; }; }
protocol bgp edge {
    local fd00:1::1 as 65000;
    neighbor fd00:1::2 as 64496;
    direct;
    password "tunnelsecret";
    bfd on;
    local role customer;
    ipv6 { import all; export where proto = "originated"; };
}
`;

const edgeBird = `router id 198.51.100.2;
include "filters.conf";
protocol device { }
protocol bfd { interface "wg*" { interval 1 s; }; }
protocol bgp core {
    local fd00:1::2 as 64496;
    neighbor fd00:1::1 as 65000;
    direct;
    password "tunnelsecret";
    bfd on;
    local role provider;
    ipv6 { import all; export all; };
}
protocol bgp transit {
    local 2001:db8:a::2 as 64496;
    neighbor 2001:db8:a::1 as 64499;
    direct;
    ttl security on;
    ipv6 { import limit 100 action restart; import all; export filter announce; };
}
`;

const edgeFilters = `define OWN = [ 2a06:de00:50::/44 ];
filter announce {
    if net !~ OWN || source != RTS_BGP then reject;
    bgp_path.delete([64512..65534]);
    accept;
}
`;

/** A core behind an edge, in order. */
export const small: FixtureNetwork = {
  core: {
    files: { 'bird/bird.conf': coreBird, 'wireguard/wg0.conf': coreTunnel },
    interfaces: { eth0: ['2001:db8:1::10/64', '192.0.2.10/24'] },
  },
  edge: {
    files: {
      'bird/bird.conf': edgeBird,
      'bird/filters.conf': edgeFilters,
      'wireguard/wg1.conf': edgeTunnel,
    },
    interfaces: { eth0: ['2001:db8:2::10/64'], eth1: ['2001:db8:a::2/64'] },
  },
};

type File = `${'core' | 'edge'}/${string}`;

/** The network with texts of one file replaced; a text that is not there is a mistake of the test. */
export function change(file: File, ...replacements: readonly (readonly [string, string])[]): FixtureNetwork {
  return changeIn(small, file, ...replacements);
}

export function changeIn(
  network: FixtureNetwork,
  file: File,
  ...replacements: readonly (readonly [string, string])[]
): FixtureNetwork {
  const [name = '', ...path] = file.split('/');
  const host = network[name];
  const before = host?.files[path.join('/')];
  if (host === undefined || before === undefined) throw new Error(`no file ${file}`);
  let text = before;
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replace(from, to);
  }
  return { ...network, [name]: { ...host, files: { ...host.files, [path.join('/')]: text } } };
}
