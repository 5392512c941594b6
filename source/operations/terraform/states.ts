import type { Problem } from '../../basics/problem.ts';
import type { BackendType } from '../../terraform/backend-block.ts';
import type { SnapshotPhase, StateSnapshot } from '../../terraform/snapshots.ts';
import type { AttributeChange, WayOut } from './plans.ts';

export type { StateSnapshot } from '../../terraform/snapshots.ts';

/** A step of restoring, recovering or moving a state. */
export type StateEvent =
  | {
      readonly type: 'state-step';
      readonly step: 'look' | 'keep' | 'write' | 'migrate' | 'push' | 'verify' | 'clean' | 'go-back';
      readonly detail?: string;
    }
  | { readonly type: 'state-kept'; readonly snapshot: string; readonly phase: SnapshotPhase }
  | { readonly type: 'diagnostic'; readonly severity: 'warning' | 'error'; readonly problem: Problem };

/** The state as it is now, in a few numbers. */
export interface StateSummary {
  readonly serial: number;
  readonly lineage: string;
  readonly resources: number;
}

/** The fleet's state and its snapshots. */
export interface StateOverview {
  readonly backend: string;
  /** Absent where there is none yet, or where it cannot be read. */
  readonly current?: StateSummary;
  /** What keeps it from being read, or stands in the way of an apply. */
  readonly problems: readonly Problem[];
  /** Newest first. */
  readonly snapshots: readonly StateSnapshot[];
}

/** A resource or an output that two states hold otherwise, redacted. */
export interface StateChange {
  readonly address: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly attributes: readonly AttributeChange[];
}

export type StateResult =
  | { readonly kind: 'restored'; readonly snapshot: string; readonly state: StateSummary }
  | { readonly kind: 'recovered'; readonly state: StateSummary }
  | { readonly kind: 'unlocked'; readonly id: string }
  | {
      readonly kind: 'moved';
      readonly from: string;
      readonly to: BackendType;
      /** The file that names the backend now; absent where none is needed. */
      readonly file?: string;
      readonly state?: StateSummary;
    }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly waysOut?: readonly WayOut[] };
