import { listRows } from '../rows/list-rows.ts';
import { positionOf } from '../store/list-state.ts';
import { type Identified, resolvePosition } from '../store/positions.ts';
import type { ConsoleState, ListName } from '../store/state.ts';
import { tableSettings } from './table-settings.ts';

/** What an action is about: the marked entries of a list, else the one under the cursor. */
export function chosenRows(state: ConsoleState, list: ListName): readonly Identified[] {
  const rows = listRows(state, list);
  const { marked } = tableSettings(state, list);
  const chosen = marked.size === 0 ? [] : rows.filter(({ id }) => marked.has(id));
  if (chosen.length > 0) return chosen;
  const row = rows[resolvePosition(positionOf(state, list), rows, rows.length).index];
  return row === undefined ? [] : [row];
}
