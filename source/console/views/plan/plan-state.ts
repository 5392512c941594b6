import type { ChangeClass, WayOut } from '../../../operations/terraform/plans.ts';
import { defineSlice } from '../slice.ts';

/** Which changes are listed: all, or those of a class. */
export type ShownClass = 'all' | Exclude<ChangeClass, 'unclassified'>;

export interface PlanViewState {
  /** Ids of what the operator folded or unfolded. */
  readonly toggled: ReadonlySet<string>;
  readonly shown: ShownClass;
  /** What can be done about what stopped the last plan or apply. */
  readonly waysOut: readonly WayOut[];
}

type PlanViewEvent =
  | { readonly kind: 'toggled'; readonly ids: readonly string[] }
  | { readonly kind: 'class-chosen'; readonly shown: ShownClass }
  | { readonly kind: 'ways-found'; readonly waysOut: readonly WayOut[] };

const initial: PlanViewState = { toggled: new Set(), shown: 'all', waysOut: [] };

/** How the plan is looked at, and the ways out of what failed. */
export const planSlice = defineSlice<PlanViewState, PlanViewEvent>('plan', initial, (state, event) => {
  switch (event.kind) {
    case 'toggled':
      return { ...state, toggled: toggleAll(state.toggled, event.ids) };
    case 'class-chosen':
      return { ...state, shown: event.shown };
    case 'ways-found':
      return state.waysOut.length + event.waysOut.length === 0 ? state : { ...state, waysOut: event.waysOut };
  }
});

function toggleAll(toggled: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const next = new Set(toggled);
  for (const id of ids) if (!next.delete(id)) next.add(id);
  return next;
}

const classes: readonly ShownClass[] = ['all', 'intended', 'incidental', 'drift'];

export function nextClass(shown: ShownClass): ShownClass {
  return classes[(classes.indexOf(shown) + 1) % classes.length] ?? 'all';
}
