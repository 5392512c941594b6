import { listInFocus } from '../store/reduce-modes.ts';
import type { ConsoleState } from '../store/state.ts';
import { chosenRows } from '../tables/chosen-rows.ts';
import type { RowSubject } from '../views/view.ts';
import { viewOf } from '../views/views.ts';

const hostPrefix = 'host:';

/** What an action is about: of the marked entries in focus, else of the one under the cursor. */
export function chosenSubjects(state: ConsoleState): readonly RowSubject[] {
  const list = listInFocus(state);
  if (list === 'hosts') {
    return chosenRows(state, list)
      .filter(({ id }) => id.startsWith(hostPrefix))
      .map(({ id }) => ({ host: id.slice(hostPrefix.length) }));
  }
  return viewOf(state).subjects(state);
}

/** The host under the cursor, or the one that what is under it belongs to. */
export function chosenHost(state: ConsoleState): string | undefined {
  return chosenSubjects(state)[0]?.host;
}
