import type { ActionContext } from '../../controller/controller.ts';
import type { ConsoleState } from '../../store/state.ts';
import { planSlice } from './plan-state.ts';
import { type PlanRow, planRowsOf } from './shown-plan.ts';

export function canFold(row: PlanRow | undefined): row is PlanRow & { readonly isFolded: boolean } {
  return row !== undefined && 'isFolded' in row && row.isFolded !== undefined;
}

export function toggleRow({ store }: ActionContext, row: PlanRow): void {
  store.dispatch(planSlice.event({ kind: 'toggled', ids: [row.id] }));
}

/** Folds what is open; on anything else goes to what it is part of. */
export function foldOrLeave(context: ActionContext, row: PlanRow | undefined): void {
  if (canFold(row) && !row.isFolded) {
    toggleRow(context, row);
    return;
  }
  const { store } = context;
  const parent = parentIndex(store.state, row);
  store.dispatch(
    parent === undefined ? { type: 'focused', focus: 'hosts' } : { type: 'moved-to', index: parent },
  );
}

/** Unfolds what is folded; what is open already is gone into. */
export function unfoldOrEnter(context: ActionContext, row: PlanRow | undefined): void {
  if (!canFold(row)) return;
  if (row.isFolded) toggleRow(context, row);
  else context.store.dispatch({ type: 'moved', movement: 'down' });
}

function parentIndex(state: ConsoleState, row: PlanRow | undefined): number | undefined {
  if (row === undefined) return undefined;
  const rows = planRowsOf(state);
  const at = rows.indexOf(row);
  for (let index = at - 1; index >= 0; index -= 1) {
    const depth = rows[index]?.depth;
    if (depth !== undefined && depth < row.depth) return index;
  }
  return undefined;
}

/** Unfolds every resource that is listed, or folds them all once any is open. */
export function toggleAllRows({ store }: ActionContext): void {
  const resources = planRowsOf(store.state)
    .filter(({ kind }) => kind === 'resource')
    .filter(canFold);
  const open = resources.filter(({ isFolded }) => !isFolded);
  const chosen = open.length > 0 ? open : resources;
  store.dispatch(planSlice.event({ kind: 'toggled', ids: chosen.map(({ id }) => id) }));
}
