import { buildPlanTree, listPlanRows, type PlanTreeRow } from '../../../operations/terraform/plan-tree.ts';
import type { ResourceChange, TerraformPlan, WayOut } from '../../../operations/terraform/plans.ts';
import { compileFilter } from '../../rows/filter.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf, shownFilter } from '../../rows/scope.ts';
import type { ConsoleState } from '../../store/state.ts';
import { planSlice, type ShownClass } from './plan-state.ts';

/** A line of the tree, or a way out of what stopped Terraform. */
export type PlanRow =
  | PlanTreeRow
  | { readonly kind: 'way'; readonly id: string; readonly depth: 0; readonly way: WayOut };

/** As many resources are opened from the start: a small plan is read at once. */
const openFromStart = 12;

const treeOf = memoizeLast(buildPlanTree);

/** Ids that begin open although the tree has them folded. */
const openedOf = memoizeLast((plan: TerraformPlan): ReadonlySet<string> => {
  const changes = plan.changes.filter(({ action }) => action !== 'no-op' && action !== 'read');
  return new Set(changes.length > openFromStart ? [] : changes.map(({ address }) => `resource ${address}`));
});

const toggledOf = memoizeLast(
  (opened: ReadonlySet<string>, own: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...[...opened].filter((id) => !own.has(id)), ...[...own].filter((id) => !opened.has(id))]),
);

const listedRows = memoizeLast(
  (
    plan: TerraformPlan,
    toggled: ReadonlySet<string>,
    scope: ReadonlySet<string>,
    everything: boolean,
    shown: ShownClass,
    filter: string,
  ): readonly PlanTreeRow[] => {
    const isShown = matcherOf(scope, everything, shown, filter);
    return listPlanRows(treeOf(plan), { toggled, ...(isShown !== undefined && { matches: isShown }) });
  },
);

const withWays = memoizeLast((ways: readonly WayOut[], rows: readonly PlanTreeRow[]): readonly PlanRow[] =>
  ways.length === 0
    ? rows
    : [...ways.map((way, index): PlanRow => ({ kind: 'way', id: `way ${index}`, depth: 0, way })), ...rows],
);

const none: readonly never[] = [];

/** The lines of the plan: ways out of what failed first, then the tree of the plan on show. */
export function planRowsOf(state: ConsoleState): readonly PlanRow[] {
  const { toggled, shown, waysOut } = planSlice.of(state);
  if (state.plan === undefined) return withWays(waysOut, none);
  const { plan } = state.plan;
  const { names, everything } = scopeOf(state);
  const own = toggledOf(openedOf(plan), toggled);
  const rows = listedRows(plan, own, names, everything, shown, shownFilter(state, 'plan'));
  return withWays(waysOut, rows);
}

/** What a resource has to be to be listed; undefined where everything is. */
function matcherOf(
  scope: ReadonlySet<string>,
  everything: boolean,
  shown: ShownClass,
  filter: string,
): ((change: ResourceChange) => boolean) | undefined {
  if (everything && shown === 'all' && filter === '') return undefined;
  const matches = compileFilter(filter);
  return ({ address, action, host, because, class: found }) =>
    (everything || (host !== undefined && scope.has(host))) &&
    (shown === 'all' || found === shown) &&
    matches(`${address} ${action} ${host ?? ''} ${found ?? ''} ${because ?? ''}`);
}
