import type { Instant } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import type { Hold } from '../../fleet/holds.ts';
import type { HostName } from '../../fleet/model.ts';

/** A BGP session as `status` tells it. */
export interface SessionStatus {
  readonly name: string;
  /** BIRD's own BGP state: `Established`, `Active`, `Connect`, `Idle`, `OpenSent`, `OpenConfirm`, `Down`, `Passive`. */
  readonly state: string;
  readonly neighborAddress: string;
  readonly neighborAs: number;
  readonly localAs?: number;
  readonly description?: string;
  /** As the daemon prints it; reset by every retry. */
  readonly since: string;
  /** Prefixes, summed over the channels; null where the daemon does not say. */
  readonly imported: number | null;
  readonly exported: number | null;
  readonly error?: string;
  /** The peer's shutdown message (RFC 9003), while the session is not Established. */
  readonly message?: string;
  /** A limit that was hit and blocks: the session stays Established, so nothing else tells. */
  readonly limitHit?: string;
  /** It is Established and nothing of it is imported, though routes came or had come: the words for it. */
  readonly noRoutes?: string;
  /** Its import filter takes nothing, on purpose. */
  readonly importsNothing?: true;
  /** A template that waits for peers of a range; no session with anybody. */
  readonly listening?: true;
  /** What is remembered of it across retries, where somebody watches. */
  readonly history?: SessionHistorySummary;
}

/** What is remembered of a session by our own clock: BIRD's `since` and its last error do not survive a retry. */
export interface SessionHistorySummary {
  /** Since when it has been up, or down. */
  readonly since: Instant;
  /** It was so already when it was first seen, so it may have been for longer. */
  readonly sinceBefore: boolean;
  /** How often it went down, in the last day. */
  readonly flaps: number;
  /** The first error of this outage, or of the last one. */
  readonly firstError?: string;
  /** The peer's shutdown message of this outage, or of the last one. */
  readonly message?: string;
  /** Prefixes, one count a minute, the latest last; null where none was told. */
  readonly imported: readonly (number | null)[];
  readonly exported: readonly (number | null)[];
}

/** A session to an RPKI cache. */
export interface RpkiStatus {
  readonly name: string;
  /** BIRD's own word: `Established`, `Transport-Error`, … */
  readonly state: string;
  readonly cacheServer: string;
  readonly since: string;
  /** Records, summed over the channels; null where the daemon does not say. */
  readonly records: number | null;
}

export type TunnelState = 'up' | 'rekeying' | 'idle' | 'down' | 'never';

export interface TunnelStatus {
  readonly interface: string;
  /** The peer's public key. */
  readonly peer: string;
  /** The name of the host at the other end, where it is ours. */
  readonly peerName?: string;
  readonly endpoint?: string;
  /** Unix seconds; 0 is never. */
  readonly latestHandshake: number;
  readonly received: number;
  readonly sent: number;
  readonly state: TunnelState;
}

export interface HostStatus {
  readonly name: HostName;
  readonly group: string;
  readonly reachable: boolean;
  /** Since when it has been unreachable, by our clock. */
  readonly unreachableSince?: Instant;
  /** What is wrong with the host as a whole, or with a part that could not be read. */
  readonly problem?: Problem;
  /** When these values were read; undefined before the first answer. */
  readonly observedAt?: Instant;
  /** `running`, `stopped`, `frozen`; `absent` where it is not installed; `unknown` with the problem saying why. */
  readonly bird: 'running' | 'stopped' | 'frozen' | 'absent' | 'unknown';
  readonly sessions: readonly SessionStatus[];
  readonly tunnels: readonly TunnelStatus[];
  readonly rpki?: readonly RpkiStatus[];
  /** What is not to be written there, and why; where that was asked for. */
  readonly holds?: readonly Hold[];
}

export interface FleetStatus {
  readonly fleet: { readonly name: string; readonly mode: 'lab' | 'production' };
  readonly hosts: readonly HostStatus[];
}
