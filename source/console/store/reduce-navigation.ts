import { listHeight } from '../layout.ts';
import { listRows } from '../rows/list-rows.ts';
import type { SliceEvent } from '../views/slice.ts';
import { findView, viewOf } from '../views/views.ts';
import type { NavigationEvent } from './events.ts';
import { positionOf } from './list-state.ts';
import { moveCursor, placeCursor } from './positions.ts';
import { listInFocus } from './reduce-modes.ts';
import { bottom, type ConsoleState, type ListPosition, type ViewName } from './state.ts';
import { goBack, goForward, leaveTrail, visitOf } from './visits.ts';

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
      return event.view === state.view
        ? { ...state, focus: 'main', notice: undefined }
        : chooseView(state, event.view);
    case 'page-opened':
      return openPage(state, event.view, event.about);
    case 'went-back':
      return seeEvents(goBack(state));
    case 'went-forward':
      return seeEvents(goForward(state));
    case 'host-chosen':
      return chooseHost(state, event.host);
    case 'faults-only-toggled':
      return { ...state, faultsOnly: !state.faultsOnly, notice: undefined };
    case 'zoomed':
      return { ...state, zoomed: !state.zoomed, focus: 'main', notice: undefined };
  }
}

/** The other view, with the cursor on what it was on in this one, where that is listed there as well. */
function chooseView(state: ConsoleState, view: ViewName): ConsoleState {
  const subject = state.focus === 'main' ? viewOf(state).subject(state) : undefined;
  const shown = seeEvents({
    ...leaveTrail(state, visitOf(state)),
    view,
    focus: 'main',
    notice: undefined,
  });
  const index = subject === undefined ? undefined : viewOf(shown).find(shown, subject);
  if (index === undefined) return shown;
  const position = placeCursor(
    positionOf(shown, view),
    listRows(shown, view),
    listHeight(shown, view),
    index,
  );
  return { ...shown, positions: { ...shown.positions, [view]: position } };
}

/** A page starts at its top, without a filter. */
function openPage(state: ConsoleState, view: ViewName, about: SliceEvent): ConsoleState {
  const left = leaveTrail(state, visitOf(state));
  const { [view]: _position, ...positions } = left.positions;
  const { [view]: _filter, ...filters } = left.filters;
  return about.apply({ ...left, view, focus: 'main', positions, filters, notice: undefined });
}

function chooseHost(state: ConsoleState, host: string): ConsoleState {
  const unfiltered = { ...state, filters: { ...state.filters, hosts: '' }, faultsOnly: false };
  const rows = listRows(unfiltered, 'hosts');
  const index = rows.findIndex(({ id }) => id === `host:${host}`);
  if (index < 0) return state;
  const hosts = placeCursor(positionOf(state, 'hosts'), rows, listHeight(state, 'hosts'), index);
  const left = leaveTrail(unfiltered, visitOf(state));
  return { ...left, positions: { ...left.positions, hosts }, notice: undefined };
}

function seeEvents(state: ConsoleState): ConsoleState {
  const { happened, view } = state;
  return view === 'events' ? { ...state, happened: { ...happened, seen: happened.told } } : state;
}

function withPosition(state: ConsoleState, position: ListPosition): ConsoleState {
  const list = listInFocus(state);
  return { ...state, positions: { ...state.positions, [list]: position }, notice: undefined };
}
