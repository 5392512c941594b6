/** The same while it is being put together. */
export type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A labelled value that has no field of its own, as the daemon prints it. */
export interface LabelledValue {
  readonly label: string;
  readonly value: string;
}

export type LimitDirection = 'receive' | 'import' | 'export';

export interface ChannelLimit {
  readonly direction: LimitDirection;
  readonly value: number;
  /** `warn`, `block`, `restart` or `disable`. */
  readonly action?: string;
  /** `[HIT]`: with the action `block` it is the only sign there is. */
  readonly hit: boolean;
}

/** Numbers of routes; null where the daemon does not count them. */
export interface ChannelRoutes {
  readonly imported: number | null;
  /** Counted only with `import keep filtered`. */
  readonly filtered: number | null;
  readonly exported: number | null;
  readonly preferred: number | null;
}

export type CounterRow = 'importUpdates' | 'importWithdraws' | 'exportUpdates' | 'exportWithdraws';

/** Cells by the header's own names (`received`, `RX limit`, …); null where the daemon prints `---` or nothing. */
export type ChannelCounters = Record<CounterRow, Record<string, number | null>>;

/** A channel; the one table of a protocol that has no channels (BIRD 1.6) is the channel `main`. */
export interface Channel {
  readonly name: string;
  /** The protocol's state in capitals where the daemon prints none for the channel (pipes, BIRD 1.6). */
  readonly state: string;
  readonly table: string;
  readonly peerTable?: string;
  readonly importState?: string;
  readonly exportState?: string;
  readonly inputFilter?: string;
  readonly outputFilter?: string;
  readonly limits: readonly ChannelLimit[];
  readonly routes?: ChannelRoutes;
  readonly counters?: ChannelCounters;
  readonly fields: readonly LabelledValue[];
}

/** What BIRD says of a BGP session; timers as printed, `remaining/interval` in seconds. */
export interface BgpDetails {
  readonly state: string;
  /** With `%interface` for a link-local address; the range of a dynamic session's template. */
  readonly neighborAddress: string;
  /** 0 where any is taken, or where none was printed. */
  readonly neighborAs: number;
  /** 0 where none was printed (BIRD 1.6). */
  readonly localAs: number;
  readonly sourceAddress?: string;
  /** The neighbor's router ID. */
  readonly routerId?: string;
  readonly lastError?: string;
  /** The peer's shutdown message (RFC 9003); it outlives the shutdown. */
  readonly message?: string;
  readonly holdTimer?: string;
  readonly keepaliveTimer?: string;
  /** True while routes of a neighbor that restarts are kept. */
  readonly gracefulRestart?: boolean;
  readonly restartTimer?: string;
  readonly session?: string;
  readonly localCapabilities?: readonly string[];
  readonly neighborCapabilities?: readonly string[];
}

/** A protocol instance: a row of `show protocols`, with its block where `all` was asked for. */
export interface Protocol {
  readonly name: string;
  /** `BGP`, `Kernel`, `RPKI`, … as BIRD writes it. */
  readonly type: string;
  /** `---` for a protocol with channels. */
  readonly table: string;
  /** `up`, `start`, `stop` or `down`. */
  readonly state: string;
  /** As printed, in whatever time format is set; reset by every retry. */
  readonly since: string;
  readonly info: string;
  readonly description?: string;
  readonly bgp?: BgpDetails;
  readonly channels: readonly Channel[];
  readonly fields: readonly LabelledValue[];
  /** Lines of the block that could not be read, as they came. */
  readonly unread: readonly string[];
}
