/** A line of a wg-quick file, from 1. */
export interface Line {
  readonly file: string;
  readonly line: number;
}

/** A value and the line that sets it. */
export interface LineValue<Value> extends Line {
  readonly value: Value;
}

/** A `[Peer]` of a wg-quick file. */
export interface PeerConfig extends Line {
  readonly publicKey?: LineValue<string>;
  /** Secret. */
  readonly presharedKey?: LineValue<string>;
  readonly endpoint?: LineValue<Endpoint>;
  /** As written, `address/length`; a bare address stands for itself alone. */
  readonly allowedIps: readonly LineValue<string>[];
  /** Seconds; undefined where it is off. */
  readonly keepalive?: LineValue<number>;
}

/** `192.0.2.1:51820`, `[2001:db8::1]:51820`, `host.example.net:51820`. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A wg-quick(8) file as far as it could be read. */
export interface WireguardConfig {
  readonly file: string;
  /** The interface, which the file is named after. */
  readonly name: string;
  /** Where `[Interface]` begins. */
  readonly place: Line;
  /** Secret. */
  readonly privateKey?: LineValue<string>;
  readonly listenPort?: LineValue<number>;
  /** `address/length`, or a bare address. */
  readonly addresses: readonly LineValue<string>[];
  readonly mtu?: LineValue<number>;
  /** As written: `off`, `auto`, a number or a name. */
  readonly table?: LineValue<string>;
  readonly fwMark?: LineValue<string>;
  /** Everything else of `[Interface]` as `key = value`, keys in lower case: DNS, hooks, SaveConfig. */
  readonly others: readonly (LineValue<string> & { readonly key: string })[];
  readonly peers: readonly PeerConfig[];
  readonly unread: readonly (Line & { readonly message: string })[];
}
