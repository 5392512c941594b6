import type { Duplex } from 'node:stream';
import type { Instant, Milliseconds } from '../basics/brand.ts';
import type { Problem } from '../basics/problem.ts';
import type { HostName } from '../fleet/model.ts';

/** What a command on a host answered. Output beyond the limit is cut and marked. */
export interface CommandResult {
  readonly host: HostName;
  /** The command as it may be shown: never with a secret in it. */
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly duration: Milliseconds;
}

export interface ExecOptions {
  /** Every command has a limit; the default is 15 s. */
  readonly timeout?: Milliseconds;
  readonly signal?: AbortSignal;
  readonly stdin?: string | Buffer;
  /** Run as root, through sudo where the login user is not root. */
  readonly asRoot?: boolean;
  /** Largest stdout kept, in bytes; the default is 8 MiB. */
  readonly maxBytes?: number;
  /** Reads made by polling are not written to the command log. */
  readonly quiet?: boolean;
  /**
   * Run it on the host's kept-open shell, which saves a round trip. Commands there wait for each other: for short
   * reads such as polling, not for long work.
   */
  readonly persistent?: boolean;
  /** Told what the command writes to stdout, as it comes; not on the kept-open shell. */
  readonly onOutput?: (text: string) => void;
  /** What the command log and errors show in place of the command. */
  readonly label?: string;
}

export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting'; readonly since: Instant }
  | { readonly kind: 'ready'; readonly since: Instant }
  | { readonly kind: 'unreachable'; readonly since: Instant; readonly problem: Problem };

/** One open connection to a host. Connects on first use, again after a loss; never blocks another host. */
export interface HostConnection {
  readonly host: HostName;
  readonly state: ConnectionState;
  /** Runs a `sh` command line; a non-zero exit code is a result, not an error. Throws OperatorError when the host cannot be reached or the limit passes. */
  exec(command: string, options?: ExecOptions): Promise<CommandResult>;
  /** A stream-local forward to a UNIX socket on the host. */
  openSocket(path: string, options?: { timeout?: Milliseconds }): Promise<Duplex>;
  close(): Promise<void>;
}

/** A line of the command log: what was run where. */
export interface CommandRecord {
  readonly at: Instant;
  readonly host: HostName | 'here';
  readonly command: string;
  readonly exitCode: number | undefined;
  readonly duration: Milliseconds;
}

/** The connections of a fleet. */
export interface RemotePool {
  connect(host: HostName): HostConnection;
  onCommand(listener: (record: CommandRecord) => void): () => void;
  closeAll(): Promise<void>;
}
