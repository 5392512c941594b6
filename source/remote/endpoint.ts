import type { Milliseconds } from '../basics/brand.ts';

/** A private key that may log us in. */
export interface IdentityFile {
  readonly path: string;
  /** Named by the operator, not one of the defaults: its absence is worth a word. */
  readonly named: boolean;
}

/** What to do about a host key that `known_hosts` does not hold (`StrictHostKeyChecking`). */
export type HostKeyPolicy = 'ask' | 'refuse' | 'accept';

/** How the bytes get to a host's sshd. */
export type Path =
  | { readonly kind: 'direct' }
  | { readonly kind: 'jump'; readonly through: Endpoint }
  | { readonly kind: 'command'; readonly command: string };

/** Everything that is settled before one sshd is dialled. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly path: Path;
  readonly family: 'any' | 'inet' | 'inet6';
  readonly bindAddress: string | undefined;
  readonly identities: readonly IdentityFile[];
  readonly identitiesOnly: boolean;
  /** The socket of the agent, where there is one. */
  readonly agent: string | undefined;
  /** The name looked up in the known hosts: `host`, `[host]:port` or `HostKeyAlias`. */
  readonly knownAs: string;
  /** A second name to look under: the bare host, where the port is not 22. */
  readonly alsoKnownAs: string | undefined;
  /** Files read for known hosts; the first is the one a new key is written to. */
  readonly knownHostsFiles: readonly string[];
  readonly hashKnownHosts: boolean;
  readonly hostKeyPolicy: HostKeyPolicy;
  readonly connectTimeout: Milliseconds;
  readonly keepaliveInterval: Milliseconds;
  readonly keepaliveCount: number;
}

/** `user@address`, with the port where it is not 22: how an endpoint is named to the operator. */
export function describeEndpoint(endpoint: Endpoint): string {
  const { user, address, port } = endpoint;
  const host = port !== 22 && address.includes(':') ? `[${address}]` : address;
  return port === 22 ? `${user}@${host}` : `${user}@${host}:${port}`;
}
