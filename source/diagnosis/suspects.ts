import type { Protocol } from '../bird/index.ts';
import { parseEndpoint } from '../wireguard/config/index.ts';
import type { WireguardPeer } from '../wireguard/index.ts';
import type { HostFacts } from './facts.ts';
import { refusedNextHops } from './next-hops.ts';
import { sameAddress } from './parse/addresses.ts';
import { secondsBetween, selectProtocolLog, timeOfDay } from './parse/log.ts';
import { exportsNothing } from './rules/session-routes.ts';

/** Something on a host that looks wrong, and how it shows. */
export type Suspect =
  | { readonly kind: 'session'; readonly host: string; readonly name: string; readonly symptom: string }
  | {
      readonly kind: 'tunnel';
      readonly host: string;
      readonly name: string;
      readonly peer?: string;
      readonly symptom: string;
    }
  | { readonly kind: 'interface'; readonly host: string; readonly name: string; readonly symptom: string }
  | { readonly kind: 'bird' | 'host'; readonly host: string; readonly symptom: string };

const rejectAfter = 180;

/** Everything of a host that looks wrong by itself, the host before its daemon, that before tunnels and sessions. */
export function listSuspects(facts: HostFacts): Suspect[] {
  const { name: host } = facts;
  const symptom = describeHost(facts);
  if (!facts.reachable) return [{ kind: 'host', host, symptom: symptom ?? 'unreachable' }];
  const bird = describeBird(facts);
  return [
    ...(symptom === undefined ? [] : [{ kind: 'host' as const, host, symptom }]),
    ...(bird === undefined ? [] : [{ kind: 'bird' as const, host, symptom: bird }]),
    ...listTunnels(facts).flatMap(({ name, peer }) => {
      const words = describeTunnel(facts, name, peer);
      if (words === undefined) return [];
      return [{ kind: 'tunnel' as const, host, name, symptom: words, ...(peer && { peer: peer.publicKey }) }];
    }),
    ...facts.bird.protocols.flatMap((protocol) => {
      const words = protocol.type === 'BGP' ? describeSession(facts, protocol) : undefined;
      return words === undefined
        ? []
        : [{ kind: 'session' as const, host, name: protocol.name, symptom: words }];
    }),
  ];
}

/** What is wrong with the host as a whole. */
export function describeHost(facts: HostFacts): string | undefined {
  if (!facts.reachable) return 'cannot be reached over SSH';
  return /\s(99|100)%\s+\//.test(facts.observations.get('disks')?.output ?? '')
    ? 'a file system is full'
    : undefined;
}

export function describeBird({ bird }: HostFacts): string | undefined {
  if (bird.state === 'stopped') return 'BIRD is not running';
  if (bird.state === 'unknown') return 'BIRD could not be asked';
  return bird.state === 'frozen' ? 'BIRD does not answer' : undefined;
}

/** What shows of a session that does not do its work; undefined for one that seems to. */
export function describeSession(facts: HostFacts, protocol: Protocol): string | undefined {
  const { bgp, channels, info, since, state } = protocol;
  if (bgp?.neighborAddress.includes('/')) return undefined;
  if (state !== 'up') {
    const error = bgp?.lastError ?? '';
    const words = state === 'down' && info === '' ? 'Down' : info === '' ? (bgp?.state ?? state) : info;
    return `${words.replace(/\s+/g, ' ')} since ${since}${error !== '' && !words.includes(error) ? `: ${error}` : ''}`;
  }
  if (channels.some(({ limits }) => limits.some(({ hit }) => hit))) return 'Established, a limit is hit';
  const bfd = facts.bird.bfd.find(({ address }) => sameAddress(address, bgp?.neighborAddress ?? ''));
  if (bfd && bfd.state !== 'Up') return `Established, BFD is ${bfd.state}`;
  const hold = readHoldTimer(protocol);
  if (hold && isSilent({ protocol }))
    return `Established, nothing heard for ${Math.round(hold.whole - hold.left)} s`;
  if (isStalled(facts, protocol)) return 'Established, what is sent is not acknowledged';
  const counted = channels.filter(({ routes }) => routes !== undefined);
  if (counted.length > 0 && counted.every(exportsNothing)) return 'Established, nothing is exported';
  const unresolved = facts.bird.unresolved.get(protocol.name) ?? 0;
  if (unresolved > 0) return `Established, ${unresolved} routes are unreachable`;
  const imported = sum(counted.map(({ routes }) => routes?.imported));
  const filtered = sum(counted.map(({ routes }) => routes?.filtered));
  if (refusedNextHops(facts, protocol).length > 0)
    return 'Established, routes are refused for their next hop';
  if (imported + filtered === 0 && hasJustExpired(facts, protocol))
    return 'Established, nothing received; its hold timer expired before';
  return imported === 0 && filtered > 0
    ? `Established, all ${filtered} received routes are filtered`
    : undefined;
}

/** The hold timer of a session, in seconds. */
export function readHoldTimer({
  bgp,
}: Protocol): { readonly left: number; readonly whole: number } | undefined {
  const read = /^([\d.]+)\/(\d+)/.exec(bgp?.holdTimer ?? '');
  return read && Number(read[2]) > 0 ? { left: Number(read[1]), whole: Number(read[2]) } : undefined;
}

/** Keepalives come three times a hold time: below this share of it at least one is missing. */
const silentFrom = 0.45;

/** True where nothing was heard of the neighbour for most of the hold time. */
export function isSilent({ protocol }: { readonly protocol: Protocol }): boolean {
  const hold = readHoldTimer(protocol);
  return hold !== undefined && hold.left < hold.whole * silentFrom;
}
const manyRetransmits = 2;

/** What was sent to the peer is sent again and again. */
function isStalled({ sockets }: HostFacts, { bgp }: Protocol): boolean {
  return sockets.some(
    ({ state, unacknowledged, retransmits, remote }) =>
      state === 'ESTAB' &&
      unacknowledged > 0 &&
      retransmits >= manyRetransmits &&
      sameAddress(parseEndpoint(remote)?.host ?? '', bgp?.neighborAddress ?? ''),
  );
}

const flapping = 90;

/** The session before this one ended, a short while before this one came up, because nothing was heard. */
export function hasJustExpired({ log }: HostFacts, { name, since }: Protocol): boolean {
  const start = timeOfDay(since);
  return (
    start !== undefined &&
    selectProtocolLog(log, name, undefined).some(
      ({ text, time }) =>
        /Hold timer expired/.test(text) && time !== undefined && secondsBetween(time, start) < flapping,
    )
  );
}

function sum(counts: readonly (number | null | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

/** The tunnels of a host: those that run, and those that a file describes. */
export function listTunnels({
  tunnels,
}: HostFacts): { readonly name: string; readonly peer?: WireguardPeer }[] {
  if (tunnels === undefined) return [];
  const names = new Set(
    [...tunnels.reading.interfaces, ...tunnels.files.map((file) => ({ name: file.interface }))].map(
      ({ name }) => name,
    ),
  );
  return [...names].sort().flatMap((name): { name: string; peer?: WireguardPeer }[] => {
    const peers = tunnels.reading.peers.filter((peer) => peer.interface === name);
    return peers.length === 0 ? [{ name }] : peers.map((peer) => ({ name, peer }));
  });
}

/** What shows of a tunnel that is down; undefined for one whose handshake is fresh. */
export function describeTunnel(
  facts: HostFacts,
  name: string,
  peer: WireguardPeer | undefined,
): string | undefined {
  const link = facts.links.find((each) => each.name === name);
  if (link === undefined) return 'the interface does not exist';
  if (!link.up) return 'the interface is switched off';
  if (facts.tunnels?.hanging.includes(name)) return 'WireGuard does not answer';
  if (facts.tunnels?.answered === false) return undefined;
  if (peer === undefined) return 'the interface has no peer';
  // A peer that is neither called nor kept alive is one that calls when it wants to.
  const expected = peer.endpoint !== undefined || peer.keepalive !== undefined;
  if (peer.latestHandshake === 0) return expected ? 'there was never a handshake' : undefined;
  const age = (facts.tunnels?.reading.time ?? 0) - peer.latestHandshake;
  return age > rejectAfter && peer.keepalive !== undefined
    ? `the last handshake was ${age} s ago`
    : undefined;
}

/** What shows of an interface that is not up. */
export function describeInterface(facts: HostFacts, name: string): string {
  const link = facts.links.find((each) => each.name === name);
  if (link === undefined) return 'the interface does not exist';
  if (!link.up) return 'the interface is switched off';
  return link.carrier ? 'the interface is up' : 'the interface has no carrier';
}
