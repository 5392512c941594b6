import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf } from '../../rows/scope.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { buildSessionRows, type SessionRow } from './session-rows.ts';

const sessionRows = memoizeLast(buildSessionRows);

/** The lines of the session view. */
export function sessionRowsOf(state: ConsoleState): readonly SessionRow[] {
  return sessionRows(scopeOf(state).hosts, filterOf(state, 'sessions'));
}
