import type { ResourceAction, TerraformPlan } from '../../operations/plans.ts';

/** What a plan does, action by action: to how many resources, and of which hosts. */
export interface PlanAction {
  readonly action: 'add' | 'change' | 'remove';
  readonly resources: number;
  readonly hosts: readonly string[];
}

const actionsOf: Readonly<Record<PlanAction['action'], readonly ResourceAction[]>> = {
  add: ['create', 'replace'],
  change: ['update'],
  remove: ['delete', 'replace'],
};

/** The actions that a plan has anything of. */
export function planActions(plan: TerraformPlan): readonly PlanAction[] {
  return (['add', 'change', 'remove'] as const)
    .map((action): PlanAction => {
      const hosts = plan.changes
        .filter((change) => actionsOf[action].includes(change.action))
        .flatMap(({ host }) => (host === undefined ? [] : [host]));
      return { action, resources: plan[action], hosts: [...new Set(hosts)] };
    })
    .filter(({ resources }) => resources > 0);
}
