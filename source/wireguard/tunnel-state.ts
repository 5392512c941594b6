import type { WireguardPeer } from './model.ts';

export type TunnelState = 'up' | 'rekeying' | 'idle' | 'down' | 'never';

/** WireGuard's own timers, in seconds: a new handshake is due after the first, keys are refused after the second. */
const rekeyAfter = 120;
const rejectAfter = 180;

/** A peer as it was seen the time before. */
export interface EarlierPeer {
  readonly latestHandshake: number;
  readonly received: number;
  readonly sent: number;
  readonly state: TunnelState;
}

/**
 * The state of a tunnel by its handshake's age, its keepalive and what moved since the time before. `time` is in
 * Unix seconds by the host's own clock. Without keepalive an old handshake is only idle; what fails is sending
 * without hearing anything.
 */
export function findTunnelState(peer: WireguardPeer, time: number, earlier?: EarlierPeer): TunnelState {
  if (peer.latestHandshake === 0) return 'never';
  const age = time - peer.latestHandshake;
  if (age <= rekeyAfter) return 'up';
  const moved = earlier !== undefined && (peer.received > earlier.received || peer.sent > earlier.sent);
  const expected = peer.keepalive !== undefined;
  if (age <= rejectAfter) return expected || moved ? 'rekeying' : 'idle';
  if (expected) return 'down';
  if (earlier === undefined || earlier.latestHandshake !== peer.latestHandshake) return 'idle';
  // Past this age nothing but handshakes is sent: each one that went unanswered is a failure, until one succeeds.
  const unanswered = peer.sent > earlier.sent && peer.received <= earlier.received;
  return unanswered || earlier.state === 'down' ? 'down' : 'idle';
}
