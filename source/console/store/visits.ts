import { findView } from '../views/views.ts';
import { filterOf, positionOf } from './list-state.ts';
import type { ConsoleState, Visit } from './state.ts';

/** As many places are remembered in either direction. */
const mostVisits = 50;

/** Where the operator is: the view, what it is about, and where its cursors are. */
export function visitOf(state: ConsoleState): Visit {
  const { view, focus, slices } = state;
  return {
    view,
    focus,
    hosts: positionOf(state, 'hosts'),
    position: positionOf(state, view),
    filter: filterOf(state, view),
    page: isPage(view) ? slices[view] : undefined,
  };
}

/** A view that is opened from a row, about one thing; what that is stands in the slice of its name. */
export function isPage(view: string): boolean {
  return findView(view)?.key === undefined;
}

/** The state with this place remembered as the one before. */
export function leaveTrail(state: ConsoleState, visit: Visit): ConsoleState {
  return { ...state, trail: { before: [...state.trail.before, visit].slice(-mostVisits), after: [] } };
}

/** Back to the place before, if there is one; what is left can be gone to again. */
export function goBack(state: ConsoleState): ConsoleState {
  const { before, after } = state.trail;
  const visit = before.at(-1);
  if (visit === undefined) return state;
  const trail = { before: before.slice(0, -1), after: [visitOf(state), ...after].slice(0, mostVisits) };
  return { ...restore(state, visit), trail };
}

export function goForward(state: ConsoleState): ConsoleState {
  const { before, after } = state.trail;
  const [visit, ...others] = after;
  if (visit === undefined) return state;
  const trail = { before: [...before, visitOf(state)].slice(-mostVisits), after: others };
  return { ...restore(state, visit), trail };
}

function restore(state: ConsoleState, { view, focus, hosts, position, filter, page }: Visit): ConsoleState {
  return {
    ...state,
    view,
    focus,
    positions: { ...state.positions, hosts, [view]: position },
    filters: { ...state.filters, [view]: filter },
    slices: page === undefined ? state.slices : { ...state.slices, [view]: page },
    notice: undefined,
  };
}

/** The views that led to the page on show, the tab first. */
export function crumbsOf({ view, trail }: ConsoleState): readonly string[] {
  const crumbs: string[] = [view];
  for (const visit of trail.before.toReversed()) {
    if (!isPage(crumbs[0] ?? '')) break;
    if (visit.view !== crumbs[0]) crumbs.unshift(visit.view);
  }
  return crumbs;
}
