/** One end of a BGP session of a lab host, as the host's own configuration has it. */
export interface FaultSession {
  readonly host: string;
  readonly name: string;
  /** The file that has its `protocol bgp` block. */
  readonly file: string;
  readonly localAddress: string;
  readonly neighborAddress: string;
  readonly neighborAs: number;
  readonly password: boolean;
  readonly ttlSecurity: boolean;
  readonly role?: string;
  /** The prefixes that its host originates. */
  readonly origins: readonly string[];
}

export interface HostTarget {
  readonly kind: 'host';
  readonly host: string;
}

export interface SessionTarget {
  readonly kind: 'session';
  readonly host: string;
  readonly session: FaultSession;
  /** The other end: a host of the fleet, or one around it. */
  readonly peer?: FaultSession;
  /** The host that serves the RPKI's records. */
  readonly rpkiCache?: string;
}

export interface InterfaceTarget {
  readonly kind: 'interface';
  readonly host: string;
  readonly interface: string;
  /** The other end of a tunnel. */
  readonly peer?: { readonly host: string; readonly interface: string };
}

export type FaultTarget = HostTarget | SessionTarget | InterfaceTarget;

/** What is done on one host, and what undoes it. The scripts are `sh`, run as root. */
export interface FaultStep {
  readonly host: string;
  /** Files that are changed: kept before, restored byte for byte before `undo` runs. */
  readonly files?: readonly string[];
  /** Prints what `undo` reads on its stdin. */
  readonly capture?: string;
  readonly make: string;
  readonly undo: string;
}

interface FaultText {
  readonly name: string;
  /** What is broken, in a line. */
  readonly about: string;
}

export type Fault = FaultText &
  (
    | { readonly on: 'host'; readonly plan: (target: HostTarget) => readonly FaultStep[] }
    | { readonly on: 'session'; readonly plan: (target: SessionTarget) => readonly FaultStep[] }
    | { readonly on: 'interface'; readonly plan: (target: InterfaceTarget) => readonly FaultStep[] }
  );
