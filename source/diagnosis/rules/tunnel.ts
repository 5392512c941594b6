import { parseEndpoint } from '../../wireguard/config/index.ts';
import type { TunnelCase } from '../cases.ts';
import { cite, citeLines } from '../evidence.ts';
import type { Cause } from '../model.ts';
import { findHostCauses } from './host.ts';
import { makeCause } from './make-cause.ts';
import { findKeys, findPreshared } from './tunnel-keys.ts';
import { findAllowedIps, findFiltered, findPort } from './tunnel-path.ts';
import { citeWireguard, endsOf, hears } from './tunnel-view.ts';

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
          `tcpdump -ni any udp port ${parseEndpoint(peer.endpoint ?? '')?.port ?? 51820}`,
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
