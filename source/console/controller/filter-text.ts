import { sanitizeLine } from '../../basics/sanitize.ts';
import { topMode } from '../store/state.ts';
import type { Store } from '../store/store.ts';

const longestFilter = 120;

/** What a filter is edited to; nothing outside the filter mode. */
export function editFilter(store: Store, edit: (text: string) => string): void {
  const mode = topMode(store.state);
  if (mode?.kind !== 'filter') return;
  const text = edit(store.state.filters[mode.list]).slice(0, longestFilter);
  store.dispatch({ type: 'filter-edited', text });
}

/** Types or pastes into the filter. */
export function insertText(store: Store, text: string): void {
  editFilter(store, (filter) => filter + sanitizeLine(text, longestFilter));
}

export function eraseCharacter(text: string): string {
  return [...text].slice(0, -1).join('');
}

export function eraseWord(text: string): string {
  return text.trimEnd().replace(/\S+$/, '');
}
