import { type Line, span } from '../look/paint.ts';
import type { ConsoleState, ListName } from '../store/state.ts';

/** What of a list is shown, for its title. */
export function filterTitle(state: ConsoleState, list: ListName): Line {
  const filter = state.filters[list];
  return filter === '' ? [] : [span('warning', ` /${filter}`)];
}
