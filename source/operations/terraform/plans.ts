import type { Place, Problem } from '../../basics/problem.ts';
import type { ChangeClass, Classification } from '../../terraform/change-classes.ts';
import type { DiffLine } from '../../terraform/line-diff.ts';
import type { PlanReading } from '../../terraform/plan-model.ts';
import type { ProviderDifference } from '../../terraform/provider-locks.ts';

export type { ChangeClass, Classification } from '../../terraform/change-classes.ts';
export type { DiffLine } from '../../terraform/line-diff.ts';
export type { ProviderDifference } from '../../terraform/provider-locks.ts';

export type ResourceAction = 'create' | 'update' | 'replace' | 'delete' | 'read' | 'no-op';

/** One attribute that differs: redacted, each side in one line. */
export interface AttributeChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The same as a line diff, where a side has several lines or is JSON. */
  readonly lines?: readonly DiffLine[];
  readonly forcesReplacement?: boolean;
}

export interface ResourceChange {
  readonly address: string;
  readonly action: ResourceAction;
  readonly reason?: string;
  /** Path of the module, such as `module.ixp_ixpams01`; empty or absent for the root module. */
  readonly module?: string;
  /** Whether it was meant; absent where nobody looked, as for a plan that only refreshes. */
  readonly class?: ChangeClass;
  /** Why it has that class, in words. */
  readonly because?: string;
  /** Attributes of an intended change that would have changed without the repository's change. */
  readonly alongside?: readonly string[];
  /** The inventory host the resource belongs to, where the address tells it. */
  readonly host?: string;
  /** The resource's block, where it is still in the configuration. */
  readonly place?: Place;
  readonly attributes: readonly AttributeChange[];
}

/** A plan of which only a part was taken, and why: never all there is to do. */
export interface PlanScope {
  readonly kind: 'intended' | 'targets' | 'hosts';
  /** What was asked for. */
  readonly chosen: readonly string[];
  /** What changes with it because the chosen depend on it. */
  readonly dragged: readonly string[];
  /** What stays as it is although the whole plan has it; unknown for targets given by hand. */
  readonly left: readonly { readonly address: string; readonly class?: ChangeClass }[];
}

/** A way out of what stopped a plan or an apply, that a person can choose. */
export type WayOut =
  | { readonly kind: 'plan-again' }
  /** Somebody holds the lock; `since` is ISO 8601. */
  | { readonly kind: 'wait'; readonly holder?: string; readonly since?: string }
  /** Only when the holder is surely gone: `peerdeck state unlock ID`. */
  | { readonly kind: 'unlock'; readonly id: string }
  /** `peerdeck state recover` puts the left state in its place. */
  | { readonly kind: 'recover-state'; readonly file: string }
  /** `init -upgrade`, and what it would change. */
  | { readonly kind: 'upgrade-providers'; readonly providers: readonly ProviderDifference[] };

export interface TerraformPlan {
  readonly changes: readonly ResourceChange[];
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  /** The saved plan that an apply would take, and nothing else. */
  readonly planFile: string;
  /** Everything else the plan tells: drift, outputs, failed checks, and whether it covers all there is to do. */
  readonly detail?: PlanReading;
  /** Against what the changes were classified, or why they could not be. */
  readonly classification?: Classification;
  /** Present when it is only a part of what there is to do. */
  readonly scope?: PlanScope;
}

export type PlanEvent =
  | {
      readonly type: 'terraform-stage';
      readonly stage: 'init' | 'plan' | 'show' | 'compare' | 'snapshot' | 'apply';
      readonly detail?: string;
    }
  | {
      readonly type: 'resource';
      readonly address: string;
      readonly state: 'refreshing' | 'planned' | 'running' | 'done' | 'failed';
      readonly detail?: string;
    }
  | { readonly type: 'diagnostic'; readonly severity: 'warning' | 'error'; readonly problem: Problem }
  /** What `init -upgrade` changed in the lock file. */
  | { readonly type: 'providers-upgraded'; readonly providers: readonly ProviderDifference[] }
  /** The state was kept, encrypted: its name for `peerdeck state`. */
  | { readonly type: 'state-kept'; readonly snapshot: string; readonly phase: 'before' | 'after' };

export type PlanResult =
  | { readonly kind: 'planned'; readonly plan: TerraformPlan }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly waysOut?: readonly WayOut[] };

export type ApplyResult =
  | { readonly kind: 'applied'; readonly add: number; readonly change: number; readonly remove: number }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly waysOut?: readonly WayOut[] };
