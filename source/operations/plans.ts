import type { Place, Problem } from '../basics/problem.ts';
import type { PlanReading } from '../terraform/plan-model.ts';

export type ResourceAction = 'create' | 'update' | 'replace' | 'delete' | 'read' | 'no-op';

export interface ResourceChange {
  readonly address: string;
  readonly action: ResourceAction;
  readonly reason?: string;
  /** The inventory host the resource belongs to, where the address tells it. */
  readonly host?: string;
  /** The resource's block, where it is still in the configuration. */
  readonly place?: Place;
  /** Attribute changes, redacted: `path: before -> after`. */
  readonly attributes: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

export interface TerraformPlan {
  readonly changes: readonly ResourceChange[];
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  /** The saved plan that an apply would take, and nothing else. */
  readonly planFile: string;
  /** Everything else the plan tells: drift, outputs, failed checks, and whether it covers all there is to do. */
  readonly detail?: PlanReading;
}

export type PlanEvent =
  | {
      readonly type: 'terraform-stage';
      readonly stage: 'init' | 'plan' | 'show' | 'apply';
      readonly detail?: string;
    }
  | {
      readonly type: 'resource';
      readonly address: string;
      readonly state: 'refreshing' | 'planned' | 'running' | 'done' | 'failed';
      readonly detail?: string;
    }
  | { readonly type: 'diagnostic'; readonly severity: 'warning' | 'error'; readonly problem: Problem };

export type PlanResult =
  | { readonly kind: 'planned'; readonly plan: TerraformPlan }
  | { readonly kind: 'failed'; readonly problem: Problem };

export type ApplyResult =
  | { readonly kind: 'applied'; readonly add: number; readonly change: number; readonly remove: number }
  | { readonly kind: 'failed'; readonly problem: Problem };
