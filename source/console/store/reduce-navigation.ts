import { listHeight } from '../layout.ts';
import { listRows } from '../rows/list-rows.ts';
import { findView } from '../views/views.ts';
import type { NavigationEvent } from './events.ts';
import { positionOf } from './list-state.ts';
import { moveCursor, placeCursor } from './positions.ts';
import { listInFocus } from './reduce-modes.ts';
import { bottom, type ConsoleState, type ListPosition } from './state.ts';

/** Cursors, focus and what the main pane shows. */
export function reduceNavigation(state: ConsoleState, event: NavigationEvent): ConsoleState {
  switch (event.type) {
    case 'moved': {
      const list = listInFocus(state);
      if (findView(list)?.follows === true && event.movement === 'last') return withPosition(state, bottom);
      const rows = listRows(state, list);
      return withPosition(
        state,
        moveCursor(positionOf(state, list), rows, listHeight(state, list), event.movement),
      );
    }
    case 'moved-to': {
      const list = listInFocus(state);
      const rows = listRows(state, list);
      return withPosition(
        state,
        placeCursor(positionOf(state, list), rows, listHeight(state, list), event.index),
      );
    }
    case 'focused':
      return {
        ...state,
        focus: event.focus,
        zoomed: event.focus === 'hosts' ? false : state.zoomed,
        notice: undefined,
      };
    case 'view-chosen':
      return seeEvents({ ...state, view: event.view, focus: 'main', notice: undefined });
    case 'zoomed':
      return { ...state, zoomed: !state.zoomed, focus: 'main', notice: undefined };
  }
}

function seeEvents(state: ConsoleState): ConsoleState {
  const { happened, view } = state;
  return view === 'events' ? { ...state, happened: { ...happened, seen: happened.told } } : state;
}

function withPosition(state: ConsoleState, position: ListPosition): ConsoleState {
  const list = listInFocus(state);
  return { ...state, positions: { ...state.positions, [list]: position }, notice: undefined };
}
