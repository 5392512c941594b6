import { parseEndpoint } from '../../wireguard/config/index.ts';
import type { TunnelCase, TunnelEnd } from '../cases.ts';
import { citeLines } from '../evidence.ts';
import type { Cause, Evidence } from '../model.ts';
import { containsAddress } from '../parse/addresses.ts';
import { findDropRules } from '../parse/firewall.ts';
import { makeCause } from './make-cause.ts';
import { citeWireguard, endsOf, hears, innerAddresses, keyOf } from './tunnel-view.ts';

/** One end sends to a port at which the other does not listen. */
export function findPort({ here, there }: TunnelCase): Cause[] {
  if (there === undefined) return [];
  const pairs: [TunnelEnd, TunnelEnd][] = [
    [here, there],
    [there, here],
  ];
  for (const [end, other] of pairs) {
    const listening = other.facts.tunnels?.reading.interfaces.find(
      ({ name }) => name === other.interface,
    )?.listenPort;
    const endpoint = parseEndpoint(end.peer?.endpoint ?? '');
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

/** A packet filter drops the tunnel, or, where keys and ports fit, something on the way must. */
export function findFiltered(tunnel: TunnelCase): Cause[] {
  for (const end of endsOf(tunnel)) {
    const own = end.facts.tunnels?.reading.interfaces.find(({ name }) => name === end.interface)?.listenPort;
    const endpoint = parseEndpoint(end.peer?.endpoint ?? '');
    const ports = [own, endpoint?.port].filter((port) => port !== undefined);
    const address = endpoint?.host ?? '';
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

/** What one end may send or receive does not hold the other end's own address. */
export function findAllowedIps({ here, there }: TunnelCase): Cause[] {
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
