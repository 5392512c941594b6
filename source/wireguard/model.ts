import type { Brand } from '../basics/brand.ts';

/** A WireGuard public key as `wg` prints it. */
export type PublicKey = Brand<string, 'PublicKey'>;

/** One peer of one interface, as the kernel has it. Never a private or preshared key. */
export interface WireguardPeer {
  readonly interface: string;
  readonly publicKey: PublicKey;
  /** `address:port`; undefined while none is known. */
  readonly endpoint?: string;
  readonly allowedIps: readonly string[];
  /** Unix seconds by the host's clock; 0 is never. */
  readonly latestHandshake: number;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
  /** Seconds; undefined where it is off. */
  readonly keepalive?: number;
}

export interface WireguardInterface {
  readonly name: string;
  readonly publicKey?: PublicKey;
  readonly listenPort?: number;
}

/** What a host said of its tunnels. */
export interface WireguardReading {
  /** The host's own clock when it was read, in Unix seconds; undefined where it was not told. */
  readonly time?: number;
  readonly interfaces: readonly WireguardInterface[];
  readonly peers: readonly WireguardPeer[];
  /** Lines that could not be read, as they came. */
  readonly unread: readonly string[];
}
