/** A file put into a host before it boots. */
export interface SeedFile {
  /** Absolute path on the host. */
  readonly path: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  readonly content: Buffer | string;
}

/** An interface of a lab host, plugged into a switch. */
export interface LabLink {
  readonly interface: string;
  readonly switch: string;
  /** Addresses with prefix length. */
  readonly addresses: readonly string[];
}

/** `docker` is an engine of the host's own, for a lab with containers. */
export type LabService = 'sshd' | 'bird' | 'wireguard' | 'stayrtr' | 'docker';

/** A host of the lab: one of the fleet, or an outsider (route server, transit, peer, provider, RPKI cache). */
export interface LabHostSpec {
  readonly name: string;
  readonly kind: 'fleet' | 'outsider';
  readonly user: string;
  readonly links: readonly LabLink[];
  /** Service addresses on `lo`, with prefix length. */
  readonly loopback: readonly string[];
  readonly routes: readonly { readonly to: string; readonly via: string; readonly device?: string }[];
  readonly forwarding: boolean;
  readonly services: readonly LabService[];
  /** Names of wg-quick interfaces to bring up. */
  readonly tunnels: readonly string[];
  readonly files: readonly SeedFile[];
  /** Image names that the host's engine finds when it first starts; each is a small system made of this machine's own. */
  readonly images?: readonly string[];
  /** The loopback address and port of this machine that lead to the host's sshd. */
  readonly reach?: { readonly address: string; readonly port: number };
}

export interface LabTopology {
  readonly name: string;
  readonly switches: readonly string[];
  readonly hosts: readonly LabHostSpec[];
}
