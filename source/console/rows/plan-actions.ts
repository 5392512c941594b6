import type { ResourceAction, TerraformPlan } from '../../operations/terraform/plans.ts';

/** What a plan does, action by action: to how many resources, and where. */
export interface PlanAction {
  readonly action: 'add' | 'change' | 'remove';
  readonly resources: number;
  /** The hosts, and the addresses of what is of no host. */
  readonly where: readonly string[];
}

const actionsOf: Readonly<Record<PlanAction['action'], readonly ResourceAction[]>> = {
  add: ['create', 'replace'],
  change: ['update'],
  remove: ['delete', 'replace'],
};

/** The actions that a plan has anything of, those that take something away first. */
export function planActions(plan: TerraformPlan): readonly PlanAction[] {
  return (['remove', 'change', 'add'] as const)
    .map((action): PlanAction => {
      const where = plan.changes
        .filter((change) => actionsOf[action].includes(change.action))
        .map(({ host, address }) => host ?? address);
      return { action, resources: plan[action], where: [...new Set(where)] };
    })
    .filter(({ resources }) => resources > 0);
}
