import type { Problem } from '../../basics/problem.ts';
import type { HostForecast } from '../../checks/forecast-host.ts';
import type { Hold } from '../../fleet/holds.ts';
import type { HostName } from '../../fleet/model.ts';
import type { DiffLine } from '../../rendering/diff-lines.ts';

export type { DiffLine } from '../../rendering/diff-lines.ts';

/** One file that differs; lines are redacted by provenance before they get here. */
export interface FileChange {
  readonly host: HostName;
  /** Relative to the host's rendered tree, such as `bird/bird.conf`. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly binary: boolean;
  readonly lines: readonly DiffLine[];
  /** The template the file came from, relative to the repository. */
  readonly source?: string;
  /** What differs besides the content, such as `mode 0644 -> 0600`. */
  readonly note?: string;
}

export interface RenderResult {
  /** Files per host, whether changed or not. */
  readonly files: number;
  readonly changes: readonly FileChange[];
  /** Paths of `terraform/` that differ from what stood there. */
  readonly terraform: readonly string[];
  readonly problems: readonly Problem[];
}

/** What rendering made for Terraform, beside the hosts' trees. */
export interface TerraformFilesRendered {
  readonly type: 'terraform-rendered';
  readonly files: number;
  /** Paths of those that differ from what stood there, relative to the repository. */
  readonly changed: readonly string[];
}

export type RenderEvent =
  | TerraformFilesRendered
  | {
      readonly type: 'host-rendered';
      readonly host: HostName;
      readonly files: number;
      readonly changed: number;
    }
  | { readonly type: 'file-changed'; readonly change: FileChange }
  | { readonly type: 'problem'; readonly problem: Problem };

/** A change on a host that is not confirmed yet. */
export interface UnconfirmedChange {
  readonly release: string;
  readonly who: string;
  /** By the clock of the console that made it, ISO 8601. */
  readonly since: string;
  readonly why: string;
  /** A console still follows it; without one the host goes back by itself, or the next sync ends it. */
  readonly followed: boolean;
  /** Seconds until the host goes back by itself at the latest; undefined where there is nothing to go back to. */
  readonly goesBackIn?: number;
}

/** Rendered against live, for one host. */
export interface HostDifference {
  readonly host: HostName;
  readonly changes: readonly FileChange[];
  /** Live files that the host's manifest lists and the rendered tree no longer has; shown, never deleted unasked. */
  readonly stale: readonly string[];
  /** Live files that somebody changed on the host since the last sync. */
  readonly drifted: readonly string[];
  /** Services that have yet to take up files that are in place; the next sync has them do it. */
  readonly pending?: readonly string[];
  /** What is not to be written there, and why. */
  readonly holds?: readonly Hold[];
  /** A change that was cut short on the host; the next sync ends it first. */
  readonly interrupted?: string;
  /** A change that is under way on the host, or waits there for its confirmation. */
  readonly unconfirmed?: UnconfirmedChange;
  /** Services that do not run: what is put in place for them is not taken up. */
  readonly stopped?: readonly string[];
  /** What a sync does to the sessions and tunnels of the host, where it does something to them. */
  readonly forecast?: HostForecast;
  readonly problem?: Problem;
}

export type DiffEvent =
  | { readonly type: 'host-compared'; readonly difference: HostDifference }
  | { readonly type: 'problem'; readonly problem: Problem };

export interface DiffResult {
  readonly hosts: readonly HostDifference[];
}

export type SyncStage =
  | 'locking'
  | 'staging'
  | 'validating'
  | 'swapping'
  | 'activating'
  | 'verifying'
  | 'confirming'
  | 'reverting'
  /** A change that was cut short before is ended first. */
  | 'recovering';

/** How a sync ended for a host. */
export type SyncOutcome = 'changed' | 'unchanged' | 'failed' | 'unreached' | 'reverted' | 'held';

export interface HostSyncResult {
  readonly host: HostName;
  readonly outcome: SyncOutcome;
  readonly files: readonly string[];
  /** The release that is live now, where one was made. */
  readonly release?: string;
  /** What is to be known of a change that went well, such as that a daemon does not run and took nothing up. */
  readonly note?: string;
  /** Holds that kept something from being written, or that this change set. */
  readonly holds?: readonly Hold[];
  /** Holds whose time was over: they were taken away. */
  readonly endedHolds?: readonly Hold[];
  readonly problem?: Problem;
}

/**
 * The host goes back by itself in so many seconds from now, unless the change is confirmed. Told whenever that moment
 * is set: when the new files are activated, when they do well and wait for the confirmation, and after a lost
 * connection. It is over with the host's `host-stage` of `confirming` or `reverting`, or its `host-synced`. A host's
 * first release has nothing to go back to, and no countdown.
 */
export interface HostCountdown {
  readonly type: 'host-countdown';
  readonly host: HostName;
  readonly release: string;
  readonly secondsLeft: number;
}

export type SyncEvent =
  | {
      readonly type: 'host-stage';
      readonly host: HostName;
      readonly stage: SyncStage;
      readonly detail?: string;
    }
  | HostCountdown
  | { readonly type: 'host-synced'; readonly result: HostSyncResult }
  | { readonly type: 'problem'; readonly problem: Problem };

export interface SyncResult {
  readonly hosts: readonly HostSyncResult[];
}
