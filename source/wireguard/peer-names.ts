import type { WireguardReading } from './model.ts';

/** Whose a public key is. */
export interface KeyOwner {
  readonly host: string;
  readonly interface: string;
}

/**
 * Names for peers: the owners of public keys, as the fleet's variables tell them and as the hosts themselves do.
 * A host's own word wins, since it is what runs.
 */
export class PeerNames {
  readonly #told = new Map<string, KeyOwner>();
  readonly #read = new Map<string, KeyOwner>();

  /** What the fleet's variables say. */
  tell(publicKey: string, owner: KeyOwner): void {
    this.#told.set(publicKey, owner);
  }

  /** What a host said of its own interfaces. */
  learn(host: string, reading: WireguardReading): void {
    for (const [key, owner] of this.#read) if (owner.host === host) this.#read.delete(key);
    for (const { name, publicKey } of reading.interfaces) {
      if (publicKey !== undefined) this.#read.set(publicKey, { host, interface: name });
    }
  }

  find(publicKey: string): KeyOwner | undefined {
    return this.#read.get(publicKey) ?? this.#told.get(publicKey);
  }
}
