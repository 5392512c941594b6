import type { ActionContext } from '../../controller/controller.ts';
import { positionOf } from '../../store/list-state.ts';
import { resolvePosition } from '../../store/positions.ts';
import { diffRowsOf } from './shown-diff.ts';

/** Moves the cursor of the diff to the next or the previous changed file. */
export function jumpToFile(step: 1 | -1): (context: ActionContext) => void {
  return ({ store }) => {
    const rows = diffRowsOf(store.state);
    const { index } = resolvePosition(positionOf(store.state, 'diff'), rows, rows.length);
    for (let at = index + step; at >= 0 && at < rows.length; at += step) {
      if (rows[at]?.kind === 'file') return store.dispatch({ type: 'moved-to', index: at });
    }
    const text = step > 0 ? 'the last changed file' : 'the first changed file';
    store.dispatch({ type: 'noticed', notice: { tone: 'plain', text } });
  };
}
