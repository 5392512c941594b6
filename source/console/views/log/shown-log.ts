import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf } from '../../rows/scope.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { buildLogRows, type LogRow } from './log-rows.ts';

const logRows = memoizeLast(buildLogRows);

/** The lines of the command log. */
export function logRowsOf(state: ConsoleState): readonly LogRow[] {
  return logRows(state.log, scopeOf(state).names, filterOf(state, 'log'));
}
