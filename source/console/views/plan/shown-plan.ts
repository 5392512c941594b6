import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf, shownFilter } from '../../rows/scope.ts';
import type { ConsoleState } from '../../store/state.ts';
import { buildPlanRows, type PlanRow } from './plan-rows.ts';

const planRows = memoizeLast(buildPlanRows);
const none: readonly never[] = [];

/** The lines of the plan view. */
export function planRowsOf(state: ConsoleState): readonly PlanRow[] {
  if (state.plan === undefined) return none;
  const { names, everything } = scopeOf(state);
  return planRows(state.plan.plan, names, everything, shownFilter(state, 'plan'));
}
