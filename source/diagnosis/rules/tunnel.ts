import type { TunnelCase, TunnelEnd } from '../cases.ts';
import { cite, citeLines } from '../evidence.ts';
import type { Cause, Evidence } from '../model.ts';
import { containsAddress } from '../parse/addresses.ts';
import { findDropRules } from '../parse/firewall.ts';
import { splitEndpoint } from '../parse/tunnel-files.ts';
import { findHostCauses } from './host.ts';
import { makeCause } from './make-cause.ts';

/** Why a tunnel carries nothing. Handshakes fail alike for most causes, so both ends are compared. */
export function findTunnelCauses(tunnel: TunnelCase): Cause[] {
  const down = findInterfaceDown(tunnel);
  if (down.length > 0) return down;
  return [
    ...findHanging(tunnel),
    ...findOtherHost(tunnel),
    ...findKeys(tunnel),
    ...findPreshared(tunnel),
    ...findPort(tunnel),
    ...findFiltered(tunnel),
    ...findAllowedIps(tunnel),
    ...findSilent(tunnel),
  ];
}

/** True where packets go through, there and back. */
export function isTunnelAlive({ inside }: TunnelCase): boolean | undefined {
  return inside?.ping === undefined ? undefined : inside.ping.received > 0;
}

function endsOf({ here, there }: TunnelCase): TunnelEnd[] {
  return there ? [here, there] : [here];
}

function citeWireguard(end: TunnelEnd): Evidence[] {
  const { reading } = end.facts.tunnels ?? {};
  const found = reading?.interfaces.find(({ name }) => name === end.interface);
  if (found === undefined) return [];
  const lines = [
    `interface: ${found.name}`,
    `  public key: ${found.publicKey ?? '(none)'}`,
    `  listening port: ${found.listenPort ?? '(none)'}`,
    ...(end.peer === undefined ? [] : describePeer(end, reading?.time)),
  ];
  return [{ host: end.facts.name, command: `wg show ${end.interface}`, output: lines.join('\n') }];
}

function describePeer({ peer, earlier }: TunnelEnd, time: number | undefined): string[] {
  if (peer === undefined) return [];
  const age =
    peer.latestHandshake === 0 ? 'never' : `${Math.max(0, (time ?? 0) - peer.latestHandshake)} s ago`;
  const before =
    earlier && earlier.publicKey === peer.publicKey
      ? `, before ${earlier.received} received, ${earlier.sent} sent`
      : '';
  return [
    `peer: ${peer.publicKey}`,
    `  endpoint: ${peer.endpoint ?? '(none)'}`,
    `  allowed ips: ${peer.allowedIps.join(', ') || '(none)'}`,
    `  latest handshake: ${age}`,
    `  transfer: ${peer.received} B received, ${peer.sent} B sent${before}`,
  ];
}

/** An interface that its file wants and the kernel lacks, or one that is switched off. */
function findInterfaceDown(tunnel: TunnelCase): Cause[] {
  return endsOf(tunnel).flatMap((end, index) => {
    const { facts } = end;
    const link = facts.links.find(({ name }) => name === end.interface);
    if (!facts.reachable || facts.links.length === 0 || link?.up === true) return [];
    return [
      makeCause('wg-interface-down', {
        confidence: index === 0 ? 0.97 : 0.96,
        explanation:
          link === undefined
            ? `The interface ${end.interface} does not exist on ${facts.name}, though /etc/wireguard/${end.interface}.conf describes it.`
            : `The interface ${end.interface} is switched off on ${facts.name}.`,
        evidence: [
          link === undefined
            ? [
                {
                  host: facts.name,
                  command: `ip -o link show ${end.interface}`,
                  output: `Device "${end.interface}" does not exist.`,
                },
              ]
            : citeLines(facts.observations.get('links'), (line) => line.includes(` ${end.interface}:`)),
        ],
        fix:
          link === undefined
            ? [`on ${facts.name}: systemctl start wg-quick@${end.interface}`]
            : [
                `on ${facts.name}: systemctl restart wg-quick@${end.interface}`,
                'ip link set up alone does not bring its IPv6 addresses back',
              ],
      }),
    ];
  });
}

/** The process of a user-space WireGuard takes questions and answers none. */
function findHanging(tunnel: TunnelCase): Cause[] {
  return endsOf(tunnel)
    .filter((end) => end.facts.tunnels?.hanging.includes(end.interface))
    .map((end) =>
      makeCause('wg-stale', {
        confidence: 0.95,
        explanation: `WireGuard on ${end.facts.name} hangs: ${end.interface} is there, and neither \`wg\` nor a packet gets an answer.`,
        evidence: [
          cite(end.facts.observations.get('tunnel-answers')),
          cite(end.facts.observations.get('wireguard')),
          citeWireguard(tunnel.here),
        ],
        fix: [`on ${end.facts.name}: systemctl restart wg-quick@${end.interface}`],
      }),
    );
}

function findOtherHost(tunnel: TunnelCase): Cause[] {
  const { there } = tunnel;
  if (there === undefined || there.facts.reachable) return [];
  return findHostCauses(there.facts).map((cause) => ({ ...cause, confidence: 0.9 }));
}

function keyOf(end: TunnelEnd): string | undefined {
  return end.facts.tunnels?.reading.interfaces.find(({ name }) => name === end.interface)?.publicKey;
}

function peersOf(end: TunnelEnd): readonly string[] {
  return (end.facts.tunnels?.reading.peers ?? [])
    .filter((peer) => peer.interface === end.interface)
    .map(({ publicKey }) => publicKey);
}

/** The key one end has for the other is not the other's. */
function findKeys(tunnel: TunnelCase): Cause[] {
  const { here, there } = tunnel;
  if (there === undefined) return findOwnKey(here);
  const pairs: [TunnelEnd, TunnelEnd][] = [
    [here, there],
    [there, here],
  ];
  const wrong = pairs.find(([end, other]) => {
    const key = keyOf(other);
    return key !== undefined && end.facts.tunnels?.answered === true && !peersOf(end).includes(key);
  });
  if (wrong === undefined) return [];
  const [end, other] = wrong;
  const derived = other.facts.tunnels?.derivedKeys.get(other.interface);
  const changed = derived !== undefined && derived !== keyOf(other);
  const wanted = peersOf(end).join(', ') || 'no peer at all';
  return [
    makeCause('wg-key-mismatch', {
      confidence: 0.97,
      explanation:
        `${end.facts.name} has ${wanted} as the key of its peer on ${end.interface}, and ${other.facts.name} has ${keyOf(other)} on ${other.interface}: ` +
        `no handshake can succeed.${changed ? ` ${other.facts.name} does not run with the private key of its file.` : ''}`,
      evidence: [citeWireguard(end), citeWireguard(other), cite(other.facts.observations.get('tunnel-keys'))],
      fix: changed
        ? [`on ${other.facts.name}: systemctl restart wg-quick@${other.interface}`]
        : [
            `correct wireguard_public_keys of ${other.facts.name} ${other.interface} in networks/tunnels.yml, then peerdeck sync`,
            `if the file is right already, on ${end.facts.name}: systemctl reload wg-quick@${end.interface}`,
          ],
    }),
  ];
}

/** With a stranger at the other end: does our own interface run with the key of its file? */
function findOwnKey(here: TunnelEnd): Cause[] {
  const derived = here.facts.tunnels?.derivedKeys.get(here.interface);
  const running = keyOf(here);
  if (derived === undefined || running === undefined || derived === running) return [];
  return [
    makeCause('wg-key-mismatch', {
      confidence: 0.9,
      explanation: `${here.interface} on ${here.facts.name} does not run with the private key of its file.`,
      evidence: [citeWireguard(here), cite(here.facts.observations.get('tunnel-keys'))],
      fix: [`systemctl restart wg-quick@${here.interface}`],
    }),
  ];
}

function findPreshared({ here, there }: TunnelCase): Cause[] {
  if (there === undefined) return [];
  const ours = here.facts.tunnels?.preshared.get(`${here.interface} ${keyOf(there)}`);
  const theirs = there.facts.tunnels?.preshared.get(`${there.interface} ${keyOf(here)}`);
  if (ours === undefined || theirs === undefined || ours === theirs) return [];
  const lacking = ours === 'none' ? here : theirs === 'none' ? there : undefined;
  return [
    makeCause('wg-psk-mismatch', {
      confidence: 0.96,
      explanation: lacking
        ? `Only one end has a preshared key: ${lacking.facts.name} has none on ${lacking.interface}.`
        : 'The preshared keys of the two ends differ: the handshake begins and never ends.',
      evidence: [
        cite(here.facts.observations.get('preshared'), (line) => line.startsWith(`${here.interface}\t`)),
        cite(there.facts.observations.get('preshared'), (line) => line.startsWith(`${there.interface}\t`)),
        citeWireguard(here),
        citeWireguard(there),
      ],
      fix: [
        'both ends take it from wireguard_preshared_keys in the vault: peerdeck diff tells which of the two differs, peerdeck sync mends it',
        `systemctl reload wg-quick@${here.interface}`,
      ],
    }),
  ];
}

/** One end sends to a port at which the other does not listen. */
function findPort({ here, there }: TunnelCase): Cause[] {
  if (there === undefined) return [];
  const pairs: [TunnelEnd, TunnelEnd][] = [
    [here, there],
    [there, here],
  ];
  for (const [end, other] of pairs) {
    const listening = other.facts.tunnels?.reading.interfaces.find(
      ({ name }) => name === other.interface,
    )?.listenPort;
    const endpoint = splitEndpoint(end.peer?.endpoint ?? '');
    if (listening === undefined || endpoint === undefined || endpoint.port === listening) continue;
    const file = other.facts.tunnels?.files.find((each) => each.interface === other.interface)?.listenPort;
    const atOther = file !== undefined && file !== listening;
    return [
      makeCause('wg-wrong-port', {
        confidence: 0.95,
        explanation: `${end.facts.name} sends to port ${endpoint.port}, and ${other.facts.name} listens at ${listening} on ${other.interface}.`,
        evidence: [citeWireguard(end), citeWireguard(other)],
        fix: atOther
          ? [`on ${other.facts.name}: wg set ${other.interface} listen-port ${file}, as its file says`]
          : [
              `on ${end.facts.name}: systemctl reload wg-quick@${end.interface}`,
              'listen_port of the tunnel in networks/tunnels.yml has to be the same at both ends; then peerdeck sync',
            ],
      }),
    ];
  }
  return [];
}

function findFiltered(tunnel: TunnelCase): Cause[] {
  for (const end of endsOf(tunnel)) {
    const own = end.facts.tunnels?.reading.interfaces.find(({ name }) => name === end.interface)?.listenPort;
    const endpoint = splitEndpoint(end.peer?.endpoint ?? '');
    const ports = [own, endpoint?.port].filter((port) => port !== undefined);
    const address = endpoint?.address ?? '';
    const rules = ports.flatMap((port) =>
      findDropRules(end.facts.drops ?? [], { protocol: 'udp', port, address }),
    );
    if (rules.length === 0) continue;
    const texts = new Set(rules.map(({ text }) => text));
    return [
      makeCause('wg-udp-filtered', {
        confidence: 0.96,
        explanation: `The packet filter of ${end.facts.name} throws away the tunnel's packets (UDP port ${ports.join(' or ')}).`,
        evidence: [
          citeLines(end.facts.observations.get('firewall'), (line) => texts.has(line.trim())),
          citeWireguard(tunnel.here),
        ],
        fix: [
          `on ${end.facts.name}: nft -a list ruleset, and delete the rule that drops UDP port ${ports.join(' or ')}`,
        ],
      }),
    ];
  }
  const { here } = tunnel;
  if (here.peer === undefined || here.peer.sent === 0 || hears(here)) return [];
  const compared = tunnel.there?.facts.tunnels?.answered === true;
  return [
    makeCause('wg-udp-filtered', {
      confidence: compared ? 0.64 : 0.5,
      explanation: `${here.facts.name} sends to ${here.peer.endpoint ?? 'its peer'} and hears nothing back${compared ? ', though keys and ports fit' : ''}: something on the way drops UDP.`,
      evidence: [citeWireguard(here), ...(tunnel.there ? [citeWireguard(tunnel.there)] : [])],
      fix: ["permit the tunnel's UDP port both ways, at both hosts and at their providers"],
    }),
  ];
}

/** True where something came in between the two looks, or a handshake is fresh. */
function hears({ peer, earlier }: TunnelEnd): boolean {
  if (peer === undefined || peer.latestHandshake === 0) return false;
  return earlier !== undefined && earlier.publicKey === peer.publicKey && peer.received > earlier.received;
}

function innerAddresses({ facts, interface: name }: TunnelEnd): string[] {
  return facts.addresses
    .filter((each) => each.interface === name && !each.address.startsWith('fe80:'))
    .map(({ address }) => address);
}

/** What one end may send or receive does not hold the other end's own address. */
function findAllowedIps({ here, there }: TunnelCase): Cause[] {
  if (there === undefined) return findNothingAllowed(here);
  const pairs: [TunnelEnd, TunnelEnd][] = [
    [here, there],
    [there, here],
  ];
  for (const [end, other] of pairs) {
    const key = keyOf(other);
    const peer = end.facts.tunnels?.reading.peers.find(
      (each) => each.interface === end.interface && each.publicKey === key,
    );
    if (peer === undefined) continue;
    const missing = innerAddresses(other).find(
      (address) => !peer.allowedIps.some((prefix) => containsAddress(prefix, address)),
    );
    if (missing === undefined) continue;
    return [
      allowedIpsCause(end, peer.allowedIps, `${missing} of ${other.facts.name}`, [
        citeWireguard(end),
        citeWireguard(other),
      ]),
    ];
  }
  return [];
}

function findNothingAllowed(here: TunnelEnd): Cause[] {
  if (here.peer === undefined || here.peer.allowedIps.length > 0) return [];
  return [allowedIpsCause(here, [], 'anything at all', [citeWireguard(here)])];
}

function allowedIpsCause(
  end: TunnelEnd,
  allowed: readonly string[],
  missing: string,
  evidence: Evidence[][],
): Cause {
  return makeCause('wg-allowed-ips', {
    confidence: 0.95,
    explanation:
      `AllowedIPs of the peer on ${end.facts.name} ${end.interface} are ${allowed.join(', ') || '(none)'}, which leaves out ${missing}: ` +
      `packets to and from it are thrown away.${allowed.length === 0 ? ' Where two peers claim one prefix, the last one has it, silently.' : ''}`,
    evidence,
    fix: [
      `on ${end.facts.name}: systemctl reload wg-quick@${end.interface}`,
      'if its file says the same, correct AllowedIPs and peerdeck sync',
    ],
  });
}

/** What is left: the tunnel is silent and nothing above says why. */
function findSilent(tunnel: TunnelCase): Cause[] {
  const { here, there } = tunnel;
  const { peer } = here;
  if (peer === undefined) return [];
  const reading = here.facts.tunnels?.reading;
  const age = (reading?.time ?? 0) - peer.latestHandshake;
  const evidence = [
    citeWireguard(here),
    ...(there ? [citeWireguard(there), cite(there.facts.observations.get('wireguard'))] : []),
  ];
  if (peer.latestHandshake === 0) {
    const blind = peer.endpoint === undefined && there?.peer?.endpoint === undefined;
    return [
      makeCause('wg-never-handshook', {
        confidence: blind ? 0.9 : 0.62,
        explanation: blind
          ? `There was never a handshake: ${here.facts.name} knows no endpoint of its peer${there ? `, and ${there.facts.name} none of ${here.facts.name}` : ''}, so ${there ? 'neither end' : 'nobody here'} can begin.`
          : `There was never a handshake with ${there?.facts.name ?? peer.endpoint ?? 'the peer'}: a wrong key, a wrong port and a dropped packet look alike from here.`,
        evidence,
        fix: [
          "compare keys, endpoint and port with the peer's",
          `tcpdump -ni any udp port ${splitEndpoint(peer.endpoint ?? '')?.port ?? 51820}`,
        ],
      }),
    ];
  }
  if (age <= 180 && hears(here)) return [];
  return [
    makeCause('wg-stale', {
      confidence: age > 180 ? 0.65 : 0.5,
      explanation: `The last handshake with ${there?.facts.name ?? peer.endpoint ?? 'the peer'} was ${age} s ago, and nothing has come since.`,
      evidence,
      fix: [
        there
          ? `on ${there.facts.name}: systemctl restart wg-quick@${there.interface}`
          : 'is the other end up? has its address changed?',
      ],
    }),
  ];
}
