import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf, shownFilter } from '../../rows/scope.ts';
import { positionOf } from '../../store/list-state.ts';
import { resolvePosition } from '../../store/positions.ts';
import type { ConsoleState } from '../../store/state.ts';
import { buildDiffRows, type DiffRow } from './diff-rows.ts';

const diffRows = memoizeLast(buildDiffRows);
const none: readonly never[] = [];

/** The lines of the diff view. */
export function diffRowsOf(state: ConsoleState): readonly DiffRow[] {
  if (state.changes === undefined) return none;
  const { changes, differences } = state.changes;
  return diffRows(changes, differences, scopeOf(state).names, shownFilter(state, 'diff'));
}

export function diffRowUnderCursor(state: ConsoleState): DiffRow | undefined {
  const rows = diffRowsOf(state);
  return rows[resolvePosition(positionOf(state, 'diff'), rows, rows.length).index];
}
