/** What could not be read of a host, and why. */
export interface Unread {
  readonly what: string;
  readonly why: string;
}

/** Averages of the run queue over one, five and fifteen minutes. */
export interface Load {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
  /** Processors; undefined where the host does not tell. */
  readonly cores?: number;
}

/** In bytes. */
export interface Memory {
  readonly total: number;
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** A file system, in bytes. */
export interface Disk {
  readonly mount: string;
  readonly size: number;
  readonly used: number;
  readonly available: number;
  /** From 0 to 100, as the host rounds it. */
  readonly usedPercent: number;
}

/** What a host says of itself. */
export interface VitalsReading {
  readonly load?: Load;
  readonly memory?: Memory;
  readonly disks: readonly Disk[];
  /** Seconds. */
  readonly uptime?: number;
  /** Name, release and machine of the kernel. */
  readonly kernel?: string;
  /** Undefined where systemd does not run. */
  readonly failedUnits?: readonly string[];
  readonly unread: readonly Unread[];
}

/** The host's clock against ours. */
export interface ClockSkew {
  /** Seconds by which the host is ahead; below zero where it is behind. */
  readonly offset: number;
  /** The offset may be wrong by this much: half of what the question took, or the clock's own step. */
  readonly uncertainty: number;
}

export interface Certificate {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly subject?: string;
}

export interface CertificatesReading {
  readonly certificates: readonly Certificate[];
  readonly unread: readonly Unread[];
}
