import { type Line, type Span, span } from '../look/paint.ts';
import { shownFilter } from '../rows/scope.ts';
import type { ConsoleState, ListName } from '../store/state.ts';
import { findView } from '../views/views.ts';

/** What of a list is shown, after a title where there is one. */
export function filterTitle(state: ConsoleState, list: ListName, ...title: readonly Span[]): Line {
  const filter = shownFilter(state, list);
  const words = [
    ...(isFaultsOnly(state, list) ? ['faults only'] : []),
    ...(filter === '' ? [] : [`/${filter}`]),
  ];
  if (words.length === 0) return title;
  return [...title, span('plain', title.length === 0 ? '' : ' '), span('warning', words.join(' '))];
}

function isFaultsOnly({ faultsOnly }: ConsoleState, list: ListName): boolean {
  return faultsOnly && (list === 'hosts' || findView(list)?.tellsFaults === true);
}
