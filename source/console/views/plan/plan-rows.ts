import type { ResourceChange, TerraformPlan } from '../../../operations/plans.ts';
import { compileFilter } from '../../rows/filter.ts';

export type PlanRow =
  | { readonly kind: 'resource'; readonly id: string; readonly change: ResourceChange }
  | {
      readonly kind: 'attribute';
      readonly id: string;
      readonly path: string;
      readonly before: string;
      readonly after: string;
    };

/** The resources a plan changes, each with its attributes; those it leaves alone are not shown. */
export function buildPlanRows(
  plan: TerraformPlan,
  scope: ReadonlySet<string>,
  everything: boolean,
  filter: string,
): readonly PlanRow[] {
  const matches = compileFilter(filter);
  return plan.changes
    .filter(({ action }) => action !== 'no-op' && action !== 'read')
    .filter(({ host }) => everything || (host !== undefined && scope.has(host)))
    .filter((change) => matches(`${change.address} ${change.action} ${change.host ?? ''}`))
    .flatMap((change) => [
      { kind: 'resource' as const, id: change.address, change },
      ...change.attributes.map((attribute, index) => ({
        kind: 'attribute' as const,
        id: `${change.address} ${index}`,
        ...attribute,
      })),
    ]);
}
