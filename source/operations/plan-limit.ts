import type { PlanReading } from '../terraform/plan-model.ts';

/** What `--limit` makes of a plan. */
export type LimitedPlan =
  /** Everything the plan does belongs to the hosts wanted. */
  | { readonly kind: 'whole' }
  /** These addresses belong to them, and others change too. */
  | { readonly kind: 'targets'; readonly addresses: readonly string[] }
  /** Nothing of theirs changes. */
  | { readonly kind: 'nothing' };

/** Chooses what of a full plan belongs to these hosts; a resource of no host belongs to none of them. */
export function limitPlan(plan: PlanReading, hosts: ReadonlySet<string>): LimitedPlan {
  const changes = plan.resources.filter((resource) => resource.action !== 'no-op');
  const wanted = changes.filter((resource) => resource.host !== undefined && hosts.has(resource.host));
  const addresses = wanted.filter((resource) => resource.action !== 'read').map(({ address }) => address);
  if (addresses.length === 0) return changes.length === 0 ? { kind: 'whole' } : { kind: 'nothing' };
  return wanted.length === changes.length ? { kind: 'whole' } : { kind: 'targets', addresses };
}
