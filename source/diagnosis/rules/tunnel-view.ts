import type { TunnelCase, TunnelEnd } from '../cases.ts';
import type { Evidence } from '../model.ts';

/** Both ends where both are ours. */
export function endsOf({ here, there }: TunnelCase): TunnelEnd[] {
  return there ? [here, there] : [here];
}

/** What `wg show` says of an end and its peer, put together from the parts that hold no secret. */
export function citeWireguard(end: TunnelEnd): Evidence[] {
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

/** The public key an end runs with. */
export function keyOf(end: TunnelEnd): string | undefined {
  return end.facts.tunnels?.reading.interfaces.find(({ name }) => name === end.interface)?.publicKey;
}

/** The keys of the peers an end knows. */
export function peersOf(end: TunnelEnd): readonly string[] {
  return (end.facts.tunnels?.reading.peers ?? [])
    .filter((peer) => peer.interface === end.interface)
    .map(({ publicKey }) => publicKey);
}

/** True where something came in between the two looks, or a handshake is fresh. */
export function hears({ peer, earlier }: TunnelEnd): boolean {
  if (peer === undefined || peer.latestHandshake === 0) return false;
  return earlier !== undefined && earlier.publicKey === peer.publicKey && peer.received > earlier.received;
}

/** The addresses of an end inside the tunnel. */
export function innerAddresses({ facts, interface: name }: TunnelEnd): string[] {
  return facts.addresses
    .filter((each) => each.interface === name && !each.address.startsWith('fe80:'))
    .map(({ address }) => address);
}
