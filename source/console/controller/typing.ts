import { sanitizeLine } from '../../basics/sanitize.ts';
import { filterOf } from '../store/list-state.ts';
import { topMode } from '../store/state.ts';
import type { ActionContext } from './controller.ts';

const longestFilter = 120;
const longestInsertion = 1024;

type Typing = Pick<ActionContext, 'store' | 'asked'>;

/** Edits what is being typed, such as a filter or a secret; nothing where nothing is typed. */
export function editText({ store, asked }: Typing, edit: (text: string) => string): void {
  const mode = topMode(store.state);
  if (mode?.kind === 'secret') asked.editSecret(edit);
  if (mode?.kind === 'text') {
    store.dispatch({ type: 'text-typed', text: edit(mode.text).slice(0, longestInsertion) });
  }
  if (mode?.kind === 'palette') {
    store.dispatch({ type: 'palette-typed', text: edit(mode.text).slice(0, longestFilter) });
  }
  if (mode?.kind !== 'filter') return;
  const text = edit(filterOf(store.state, mode.list)).slice(0, longestFilter);
  store.dispatch({ type: 'filter-edited', text });
}

/** Types or pastes. */
export function insertText(context: Typing, text: string): void {
  editText(context, (before) => before + sanitizeLine(text, longestInsertion));
}

export function eraseCharacter(text: string): string {
  return [...text].slice(0, -1).join('');
}

export function eraseWord(text: string): string {
  return text.trimEnd().replace(/\S+$/, '');
}
