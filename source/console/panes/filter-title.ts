import { type Line, type Span, span } from '../look/paint.ts';
import { shownFilter } from '../rows/scope.ts';
import type { ConsoleState, ListName } from '../store/state.ts';

/** What of a list is shown, after a title where there is one. */
export function filterTitle(state: ConsoleState, list: ListName, ...title: readonly Span[]): Line {
  const filter = shownFilter(state, list);
  if (filter === '') return title;
  return [...title, span('plain', title.length === 0 ? '' : ' '), span('warning', `/${filter}`)];
}
