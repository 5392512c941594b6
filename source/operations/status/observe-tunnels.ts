import { type Milliseconds, milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { HostConnection } from '../../remote/connection.ts';
import {
  type EarlierPeer,
  findTunnelState,
  findWireguardCommand,
  parseWireguard,
  readWireguardCommand,
  type WireguardPeer,
  type WireguardReading,
} from '../../wireguard/index.ts';
import type { TunnelStatus } from './status-model.ts';

export interface TunnelObservation {
  readonly tunnels: readonly TunnelStatus[];
  /** What the host said, for the names of its own keys. */
  readonly reading: WireguardReading;
}

const defaultTimeout = milliseconds(6_000);
/** How long a host without WireGuard's tools is left alone. */
const absentRetry = 60_000;

const nothing: TunnelObservation = { tunnels: [], reading: { interfaces: [], peers: [], unread: [] } };

/** Follows the WireGuard tunnels of one host. */
export class TunnelObserver {
  readonly #connection: HostConnection;
  readonly #timeout: Milliseconds;
  readonly #earlier = new Map<string, EarlierPeer>();
  #installed = false;
  #absentUntil = 0;

  constructor(connection: HostConnection, timeout: Milliseconds = defaultTimeout) {
    this.#connection = connection;
    this.#timeout = timeout;
  }

  /** One look. Throws OperatorError where the tunnels cannot be read. */
  async observe(signal: AbortSignal | undefined): Promise<TunnelObservation> {
    if (Date.now() < this.#absentUntil || !(await this.#isInstalled(signal))) return nothing;
    const result = await this.#connection.exec(readWireguardCommand, {
      timeout: this.#timeout,
      asRoot: true,
      quiet: true,
      persistent: true,
      label: 'wg show all',
      ...(signal && { signal }),
    });
    if (result.exitCode !== 0) throw unreadError(this.#connection.host, result.stderr);
    const reading = parseWireguard(result.stdout);
    return { tunnels: [...this.#follow(reading), ...listPeerless(reading)], reading };
  }

  async #isInstalled(signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#installed) return true;
    const { exitCode } = await this.#connection.exec(findWireguardCommand, {
      timeout: this.#timeout,
      quiet: true,
      persistent: true,
      ...(signal && { signal }),
    });
    this.#installed = exitCode === 0;
    if (!this.#installed) this.#absentUntil = Date.now() + absentRetry;
    return this.#installed;
  }

  #follow(reading: WireguardReading): TunnelStatus[] {
    const time = reading.time ?? Math.floor(Date.now() / 1000);
    const tunnels = reading.peers.map((peer) => {
      const key = `${peer.interface} ${peer.publicKey}`;
      const state = findTunnelState(peer, time, this.#earlier.get(key));
      this.#earlier.set(key, { ...peer, state });
      return toTunnelStatus(peer, state);
    });
    const keys = new Set(reading.peers.map((peer) => `${peer.interface} ${peer.publicKey}`));
    for (const key of this.#earlier.keys()) if (!keys.has(key)) this.#earlier.delete(key);
    return tunnels;
  }
}

function toTunnelStatus(peer: WireguardPeer, state: TunnelStatus['state']): TunnelStatus {
  return {
    interface: sanitizeLine(peer.interface),
    peer: peer.publicKey,
    ...(peer.endpoint !== undefined && { endpoint: sanitizeLine(peer.endpoint) }),
    latestHandshake: peer.latestHandshake,
    received: peer.received,
    sent: peer.sent,
    state,
  };
}

/** Interfaces without a peer lead nowhere, and would not be seen among the peers. */
function listPeerless({ interfaces, peers }: WireguardReading): TunnelStatus[] {
  const known = new Set(peers.map((peer) => peer.interface));
  return interfaces
    .filter(({ name }) => !known.has(name))
    .map(({ name }) => ({
      interface: sanitizeLine(name),
      peer: '',
      peerName: '(no peer)',
      latestHandshake: 0,
      received: 0,
      sent: 0,
      state: 'idle',
    }));
}

function unreadError(host: string, words: string): OperatorError {
  return new OperatorError({
    kind: 'tunnels-unread',
    message: `the tunnels of ${host} cannot be read`,
    host,
    attempted: 'wg show all',
    answer: sanitizeLine(words.trim()),
    hint: 'wg needs root: does sudo let the login user run it?',
  });
}
