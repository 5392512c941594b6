import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf } from '../../rows/scope.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { buildEventRows, type EventRow } from './event-rows.ts';

const eventRows = memoizeLast(buildEventRows);

/** The lines of the event view. */
export function eventRowsOf(state: ConsoleState): readonly EventRow[] {
  const { events, told } = state.happened;
  return eventRows(events, told, scopeOf(state).names, filterOf(state, 'events'));
}
