/** Every cause the diagnosis knows by name; scripts may rely on these words. */
export const causeNames = [
  'md5-mismatch',
  'md5-only-here',
  'md5-only-there',
  'tcp-filtered',
  'connection-refused',
  'no-route-to-host',
  'network-unreachable',
  'as-mismatch',
  'peer-does-not-know-us',
  'not-on-link',
  'capability-missing',
  'role-mismatch',
  'hold-timer',
  'packet-loss',
  'mtu',
  'ttl-security',
  'bfd-down',
  'prefix-limit',
  'limit-blocked',
  'admin-shutdown',
  'disabled-here',
  'interface-down',
  'daemon-stopped',
  'daemon-frozen',
  'host-unreachable',
  'disk-full',
  'control-socket-missing',
  'rpki-cache-down',
  'export-empty',
  'rpki-invalid',
  'next-hop-unresolved',
  'wg-never-handshook',
  'wg-key-mismatch',
  'wg-psk-mismatch',
  'wg-wrong-port',
  'wg-udp-filtered',
  'wg-allowed-ips',
  'wg-interface-down',
  'wg-stale',
  'notification',
  'unexplained',
] as const;

export type CauseName = (typeof causeNames)[number];

/** What a command on a host answered, as shown to the operator: redacted, bounded, without control characters. */
export interface Evidence {
  readonly host: string;
  readonly command: string;
  readonly output: string;
}

export interface Cause {
  readonly cause: CauseName;
  /** From 0 to 1. Not a probability: how directly the evidence names this cause. */
  readonly confidence: number;
  readonly explanation: string;
  readonly evidence: readonly Evidence[];
  /** What mends it, in order: commands, or what to agree on with the peer. */
  readonly fix: readonly string[];
}

/** Something that could not be read, and why. */
export interface Unread {
  readonly host: string;
  readonly command: string;
  readonly reason: string;
}

/** What is wrong with one thing on one host, and why: the likeliest cause first. */
export interface Diagnosis {
  readonly host: string;
  /** A session's or an interface's name, `bird` or `host`. */
  readonly subject: string;
  readonly symptom: string;
  readonly causes: readonly Cause[];
  readonly unread: readonly Unread[];
}

/** What a read-only command on a host answered, as it came. */
export interface Observation {
  readonly host: string;
  /** The command as an operator would type it. */
  readonly command: string;
  readonly output: string;
  /** Undefined where it was not a command of its own (an answer of the control socket, an error of SSH). */
  readonly exitCode?: number;
}
