import type { SessionCase, SessionEnd } from '../cases.ts';
import { cite, citeLines } from '../evidence.ts';
import type { Cause } from '../model.ts';
import { findOnLink, sameAddress } from '../parse/addresses.ts';
import { findDropRules } from '../parse/firewall.ts';
import { makeCause } from './make-cause.ts';
import {
  citeConfig,
  citeLog,
  citePath,
  citeSession,
  hasError,
  isEstablished,
  isKnocking,
  isPingable,
  namePeer,
  stateOf,
} from './session-view.ts';

const bgpPort = 179;

/** What keeps packets from getting to the peer, or TCP from being answered. */
export function findPathCauses(session: SessionCase): Cause[] {
  if (isEstablished(session) || session.protocol.state === 'down') return [];
  return [
    ...findInterfaceDown(session),
    ...findNotOnLink(session),
    ...findNoRoute(session),
    ...findRefused(session),
    ...findUnknownToPeer(session),
    ...findFiltered(session),
  ];
}

function neighborOf({ protocol }: SessionCase): string {
  return protocol.bgp?.neighborAddress ?? '';
}

/** The interface that ought to lead to the peer is off, or has lost the address that the session uses. */
function findInterfaceDown(session: SessionCase): Cause[] {
  const { here } = session;
  const neighbor = neighborOf(session);
  const own = here.config?.localAddress ?? session.protocol.bgp?.sourceAddress;
  const lost = own !== undefined && !here.facts.addresses.some(({ address }) => sameAddress(address, own));
  const onLink = findOnLink(here.facts.addresses, neighbor);
  const down = here.facts.links.filter(
    ({ name, up, carrier }) => (!up || !carrier) && onLink.some((each) => each.interface === name),
  );
  const dead = here.facts.links.filter(({ up, carrier, name }) => name !== 'lo' && (!up || !carrier));
  if (down.length === 0 && !lost) return [];
  const [name = dead[0]?.name] = down.map((link) => link.name);
  const state = down.length > 0 || dead.length > 0;
  return [
    makeCause('interface-down', {
      confidence: state ? 0.96 : 0.9,
      explanation:
        `${state && name !== undefined ? `The interface ${name} is down` : `The address ${own} is gone`} on ${here.facts.name}` +
        `${lost && state ? `, and with it the address ${own} that the session uses` : ''}.`,
      evidence: [
        citeLines(here.facts.observations.get('links'), (line) => /state DOWN|NO-CARRIER/.test(line)),
        cite(here.facts.observations.get('addresses'), (line) => !/ lo /.test(line)),
        citeSession(here),
        citeConfig(here),
      ],
      fix: [
        ...(name === undefined ? [] : [`ip link set ${name} up`]),
        ...(lost
          ? [
              `ip addr add ${own}/… dev ${name ?? 'INTERFACE'} (an interface loses its IPv6 addresses when it goes down)`,
            ]
          : []),
      ],
    }),
  ];
}

/** BIRD waits for a direct neighbour to be on a connected network. */
function findNotOnLink(session: SessionCase): Cause[] {
  const { here, protocol } = session;
  const neighbor = neighborOf(session);
  // Without the configuration only BIRD's waiting tells a direct session from one over several hops.
  if (here.config === undefined && stateOf(session) !== 'Idle') return [];
  const isMultihop = here.config?.multihop ?? protocol.bgp?.session?.includes('multihop') ?? false;
  if (isMultihop || neighbor === '' || neighbor.startsWith('fe80:')) return [];
  const own = here.config?.localAddress;
  if (own !== undefined && !here.facts.addresses.some(({ address }) => sameAddress(address, own))) return [];
  if (here.facts.addresses.length === 0 || findOnLink(here.facts.addresses, neighbor).length > 0) return [];
  return [
    makeCause('not-on-link', {
      confidence: stateOf(session) === 'Idle' ? 0.95 : 0.8,
      explanation: `${neighbor} is on no network that ${here.facts.name} is connected to, and the session is a direct one: BIRD waits for it for ever.`,
      evidence: [
        citeSession(here),
        cite(here.facts.observations.get('addresses'), (line) => !/ lo /.test(line)),
        citeConfig(here),
      ],
      fix: ["correct the neighbour's address in networks/sessions.yml, or set multihop, then peerdeck sync"],
    }),
  ];
}

function findNoRoute(session: SessionCase): Cause[] {
  const { here } = session;
  const route = here.path?.route;
  const neighbor = neighborOf(session);
  const noRoute = route?.kind === 'none' || hasError(here, /Network is unreachable/i);
  const pingRefused = here.path?.ping?.refusal?.match(/No route|Address unreachable|Network is unreachable/i);
  if (noRoute) {
    return [
      makeCause('network-unreachable', {
        confidence: route?.kind === 'none' ? 0.95 : 0.8,
        explanation: `${here.facts.name} has no route to ${neighbor}.`,
        evidence: [citePath(here, 'route', 'ping'), citeSession(here)],
        fix: [`ip route get ${neighbor}`, 'restore the default route, or the tunnel that leads there'],
      }),
    ];
  }
  const onLink = findOnLink(here.facts.addresses, neighbor).length > 0;
  const state = here.path?.neighbour;
  const silent = isPingable(here) === false;
  const unresolved = state === 'FAILED' || state === 'INCOMPLETE';
  if (!silent && !unresolved && !hasError(here, /No route to host/i)) return [];
  if (isPingable(here) === true) return [];
  const confidence = unresolved
    ? 0.94
    : hasError(here, /No route to host/i)
      ? 0.85
      : pingRefused
        ? 0.8
        : session.tunnel
          ? 0.35
          : onLink
            ? session.tunnel
              ? 0.35
              : 0.6
            : 0.5;
  return [
    makeCause('no-route-to-host', {
      confidence,
      explanation: unresolved
        ? `Nobody on the link answers for ${neighbor}: the address is wrong, the VLAN is, or the peer is off.`
        : `${neighbor} answers nothing, not even a ping: it is off, or the way to it is broken.`,
      evidence: [citePath(here, 'neighbour', 'ping', 'route'), citeSession(here)],
      fix: onLink
        ? [
            "compare the address with the peer's, and the VLAN with the exchange",
            `ip neigh show to ${neighbor}`,
          ]
        : [`traceroute ${neighbor}`],
    }),
  ];
}

function findRefused(session: SessionCase): Cause[] {
  const { here, there } = session;
  if (!hasError(here, /Connection refused/i)) return [];
  const stopped = there?.facts.bird.state === 'stopped';
  return [
    makeCause('connection-refused', {
      confidence: stopped ? 0.85 : 0.94,
      explanation: `${namePeer(session)} refuses TCP to port 179 at once: no BGP daemon listens there, or a firewall rejects it.`,
      evidence: [
        citeSession(here),
        citePath(here, 'ping'),
        ...(there ? [cite(there.facts.observations.get('service'))] : []),
      ],
      fix: ["is the peer's BGP daemon running? does its firewall reject port 179?"],
    }),
  ];
}

/** The peer takes the connection and closes it without a word. */
function findUnknownToPeer(session: SessionCase): Cause[] {
  const { here, there } = session;
  const told = hasError(here, /Connection (reset by peer|closed)/i);
  const neighbor = neighborOf(session);
  const log =
    there?.facts.log.filter(({ text }) => /Unexpected connect from unknown address/.test(text)) ?? [];
  const running = there?.facts.bird.state === 'running';
  const unknown = running && there !== undefined && there.protocol === undefined;
  if (!told && !(unknown && log.length > 0)) return [];
  const own = here.config?.localAddress ?? 'our address';
  const confidence = unknown ? 0.95 : log.length > 0 ? 0.85 : there?.protocol ? 0.4 : 0.75;
  const observation = there?.facts.observations.get('log');
  return [
    makeCause('peer-does-not-know-us', {
      confidence,
      explanation: `${namePeer(session)} takes the connection and closes it at once: it has no session with ${own}, or has it disabled.`,
      evidence: [
        citeSession(here),
        ...(observation && log.length > 0
          ? [
              cite({
                ...observation,
                output: log
                  .slice(-3)
                  .map(({ line }) => line)
                  .join('\n'),
              }),
            ]
          : []),
        citeLog(here),
      ],
      fix: there
        ? [`on ${there.facts.name}: add a session with ${own} and ${neighbor} as its local address`]
        : [`ask the peer whether it has ${own} as a neighbour, and whether that session is enabled`],
    }),
  ];
}

function dropRulesOf(end: SessionEnd, address: string) {
  return findDropRules(end.facts.drops ?? [], { protocol: 'tcp', port: bgpPort, address });
}

function findFiltered(session: SessionCase): Cause[] {
  const { here, there } = session;
  const neighbor = neighborOf(session);
  const rules = dropRulesOf(here, neighbor);
  const own = here.config?.localAddress ?? '';
  const rulesThere = there ? dropRulesOf(there, own === '' ? neighbor : own) : [];
  const local = hasError(here, /Operation not permitted/i);
  const pingable = isPingable(here);
  const silent = isKnocking(here) && !hasError(here, /Socket: Connection (refused|reset)/i);
  if (rules.length === 0 && rulesThere.length === 0 && !local && !(silent && pingable)) return [];
  const [where, found] = rules.length > 0 ? [here, rules] : [there ?? here, rulesThere];
  const named = found.length > 0;
  const texts = new Set(found.map(({ text }) => text));
  return [
    makeCause('tcp-filtered', {
      confidence: named ? 0.95 : local ? 0.93 : 0.7,
      explanation: named
        ? `The packet filter of ${where.facts.name} throws away TCP port 179.`
        : local
          ? `The packet filter of ${here.facts.name} does not let the connection out.`
          : `${namePeer(session)} answers pings, and nothing at all to TCP port 179: a firewall on the way, or at the peer, drops it.`,
      evidence: [
        ...(named
          ? [citeLines(where.facts.observations.get('firewall'), (line) => texts.has(line.trim()))]
          : []),
        citePath(here, 'sockets', 'ping'),
        citeSession(here),
      ],
      fix: named
        ? [`on ${where.facts.name}: nft -a list ruleset, and delete the rule that drops port 179`]
        : [
            'permit TCP port 179 both ways between the two addresses',
            'ask the peer to count it in its firewall',
          ],
    }),
  ];
}
