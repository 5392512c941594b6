import type { Place, Problem } from '../basics/problem.ts';
import type { DiffLine } from './line-diff.ts';
import type { ChangeCounts } from './ui-events.ts';

/** `forget`: the object leaves the state and is not touched. */
export type PlannedAction = 'create' | 'update' | 'replace' | 'delete' | 'read' | 'forget' | 'no-op';

/** One side of an attribute, safe to show: redacted, and cut where it is long. */
export type AttributeValue =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'sensitive' }
  | { readonly kind: 'unknown' };

export interface PlannedAttribute {
  /** As in an expression: `env["TOKEN"]`, `networks_advanced[0].ipv6_address`. */
  readonly path: string;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
  /** The same line by line, where a side has several or is JSON. */
  readonly lines?: readonly DiffLine[];
  readonly forcesReplacement: boolean;
}

/** What a plan does, or what a refresh found done, to one resource instance. */
export interface PlannedResource {
  readonly address: string;
  /** Path of the module, such as `module.ixp_ixpams01`; empty for the root module. */
  readonly module: string;
  readonly type: string;
  readonly action: PlannedAction;
  /** For a replacement: the new one is made before the old one goes. */
  readonly createsFirst: boolean;
  /** Why, in plain words. */
  readonly reason?: string;
  /** The address it had before a `moved` block. */
  readonly movedFrom?: string;
  /** The inventory host it belongs to, where its address or its provider's alias tells. */
  readonly host?: string;
  /** Its block in the configuration. */
  readonly place?: Place;
  readonly attributes: readonly PlannedAttribute[];
  /** Attributes that differ and are not listed, because there are too many. */
  readonly omitted: number;
}

export interface OutputChange {
  readonly name: string;
  readonly action: PlannedAction;
  /** Paths inside the output's value; the empty path is the value itself. */
  readonly attributes: readonly PlannedAttribute[];
}

/** A `check` block, condition or validation that did not hold: only a warning to Terraform. */
export interface FailedCheck {
  readonly address: string;
  readonly messages: readonly string[];
}

/** `terraform show -json PLAN`, read. */
export interface PlanReading {
  readonly formatVersion: string;
  readonly terraformVersion: string;
  /** False for a targeted plan: other changes may be pending, whatever the counts say. */
  readonly complete: boolean;
  readonly errored: boolean;
  /** Whether applying it would do anything. */
  readonly applyable: boolean;
  readonly resources: readonly PlannedResource[];
  /** What changed outside Terraform since the last apply. */
  readonly drift: readonly PlannedResource[];
  readonly outputs: readonly OutputChange[];
  readonly failedChecks: readonly FailedCheck[];
  readonly counts: ChangeCounts;
  /** What could not be read. */
  readonly problems: readonly Problem[];
}

export const unknownText = '(known after apply)';
export const sensitiveText = '(sensitive)';

/** An attribute's side as text. */
export function formatAttribute(value: AttributeValue): string {
  switch (value.kind) {
    case 'absent':
      return 'null';
    case 'value':
      return value.text;
    case 'sensitive':
      return sensitiveText;
    case 'unknown':
      return unknownText;
  }
}
