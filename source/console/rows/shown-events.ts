import type { ConsoleState } from '../store/state.ts';
import { buildEventRows, type EventRow } from './event-rows.ts';
import { memoizeLast } from './memoize.ts';
import { scopeOf } from './scope.ts';

const eventRows = memoizeLast(buildEventRows);

/** The lines of the event view. */
export function eventRowsOf(state: ConsoleState): readonly EventRow[] {
  const { events, told } = state.happened;
  return eventRows(events, told, scopeOf(state).names, state.filters.events);
}
