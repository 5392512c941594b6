import type { RenderedTree } from '../../rendering/rendered-file.ts';
import type { SyncEvent, SyncResult } from '../diff/changes.ts';
import type { DeployOutcome } from '../journal/journal.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { apply } from '../terraform/apply.ts';
import type { PlanEvent, TerraformPlan } from '../terraform/plans.ts';
import { type SyncOptions, sync } from './sync.ts';
import type { WaveEvent } from './wave.ts';

export type DeployEvent = SyncEvent | WaveEvent | PlanEvent;

/** What was shown and is to be done. */
export interface Deploy {
  readonly tree: RenderedTree;
  /** The saved plan, where there is something to apply. */
  readonly plan: TerraformPlan | undefined;
}

/**
 * Syncs what was rendered, then applies the plan that was saved with it. Where a host did not come in line, Terraform
 * is left alone: its changes may count on the files.
 */
export async function* deploy(
  session: FleetSession,
  { tree, plan }: Deploy,
  options: SyncOptions = {},
): Operation<DeployEvent, DeployOutcome> {
  const { hosts } = yield* sync(session, tree, options);
  if (plan === undefined || !isInLine({ hosts })) return { hosts };
  return { hosts, applied: yield* apply(session, plan, options.signal) };
}

/** Every host has what was rendered for it. */
export function isInLine({ hosts }: SyncResult): boolean {
  return hosts.every(({ outcome }) => outcome === 'changed' || outcome === 'unchanged');
}
