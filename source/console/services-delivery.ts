import type { Instant } from '../basics/brand.ts';
import type { Problem } from '../basics/problem.ts';
import type { Finding } from '../checks/finding.ts';
import type { HostLock } from '../delivery/lock-script.ts';
import type { Hold } from '../fleet/holds.ts';
import type { HostName } from '../fleet/model.ts';
import type { CheckResult } from '../operations/check/check-model.ts';
import type { DiffResult, RenderEvent, SyncEvent, SyncResult } from '../operations/diff/changes.ts';
import type { DeployOutcome } from '../operations/journal/journal.ts';
import type { Operation } from '../operations/operation.ts';
import type { DeployEvent } from '../operations/sync/deploy.ts';
import type { HoldTarget } from '../operations/sync/hold-change.ts';
import type { FoundClaim } from '../operations/sync/lock-folder.ts';
import type { PreviewEvent } from '../operations/sync/preview.ts';
import type { HostReleases } from '../operations/sync/releases.ts';
import type { PlanEvent, TerraformPlan } from '../operations/terraform/plans.ts';

/** What is to be looked at before it is made live. */
export interface PrepareRequest {
  /** All of the session's, unless told. */
  readonly hosts?: readonly HostName[];
  readonly terraform: boolean;
}

export type PrepareEvent = Extract<RenderEvent, { type: 'problem' }> | PreviewEvent | PlanEvent;

/** Everything there is to know of a change before anything is sent. */
export interface PreparedChange {
  readonly checked: CheckResult;
  /** What keeps it from being sent, unless a reason is given. */
  readonly errors: readonly Finding[];
  readonly compared: DiffResult;
  readonly plan?: TerraformPlan;
}

export interface DeliverRequest {
  readonly hosts: readonly HostName[];
  /** Applied after the sync, where it changes anything. */
  readonly plan?: TerraformPlan;
  /** Kept with the releases and in the journal; without one, errors of the checks are not passed over. */
  readonly why?: string;
}

/** What keeps a host from being changed, or why that could not be read. */
export interface HostStanding {
  readonly host: HostName;
  readonly holds: readonly Hold[];
  readonly lock?: HostLock;
  readonly problem?: Problem;
}

/** Who holds the fleet and its hosts, and what is held back there. */
export interface FleetStanding {
  readonly at: Instant;
  readonly claims: readonly FoundClaim[];
  readonly hosts: readonly HostStanding[];
}

export type BreakableLock =
  | { readonly kind: 'fleet'; readonly claim: FoundClaim }
  | { readonly kind: 'host'; readonly host: HostName; readonly lock: HostLock };

/** Changes of the hosts: shown, made, taken back, held off. */
export interface DeliveryServices {
  /** Renders, checks both ends, compares with the hosts, and plans where that is wanted. */
  prepare(request: PrepareRequest, signal: AbortSignal): Operation<PrepareEvent, PreparedChange>;
  /** Makes live what was prepared last, and nothing else. */
  deliver(request: DeliverRequest, signal: AbortSignal): Operation<DeployEvent, DeployOutcome>;
  /** The hosts that the last change from here left out of line. */
  unfinished(): Promise<readonly HostName[]>;
  standing(signal: AbortSignal): Promise<FleetStanding>;
  releases(host: HostName, signal: AbortSignal): Promise<HostReleases>;
  rollback(
    host: HostName,
    release: string,
    why: string | undefined,
    signal: AbortSignal,
  ): Operation<SyncEvent, SyncResult>;
  hold(
    target: HoldTarget,
    reason: { readonly why: string; readonly until: string | undefined },
  ): Promise<Hold>;
  /** False where nothing held it. */
  release(target: HoldTarget): Promise<boolean>;
  /** What became of the change that held it, in a sentence. */
  breakLock(lock: BreakableLock, signal: AbortSignal): Promise<string>;
}
