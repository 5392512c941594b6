import type { ActionContext } from '../controller/controller.ts';
import type { MouseInput } from '../keys/key-input.ts';
import { bannerRows, layoutOf, listHeight } from '../layout.ts';
import { chooseLook } from '../look/look.ts';
import { lineWidth } from '../look/paint.ts';
import { mainTitles } from '../panes/main-pane.ts';
import { listRows } from '../rows/list-rows.ts';
import { positionOf } from '../store/list-state.ts';
import { resolvePosition } from '../store/positions.ts';
import { listInFocus } from '../store/reduce-modes.ts';
import { type ConsoleState, type ListName, topMode, type ViewName } from '../store/state.ts';
import { findView, tabViews } from '../views/views.ts';

/** Lines a turn of the wheel moves. */
const wheelLines = 3;
const headerRows = 1;
const borderRows = 1;
/** Border, line and blank before the title of a pane. */
const titleStart = 3;
const look = chooseLook({});

/** A click puts the cursor on a row or shows a view; the wheel moves the cursor. Nothing is ever run by the mouse. */
export function handleMouse(context: ActionContext, input: MouseInput): void {
  const { store } = context;
  if (layoutOf(store.state).kind === 'too-small') return;
  if (input.button === 'wheel-up' || input.button === 'wheel-down') {
    const movement = input.button === 'wheel-up' ? 'up' : 'down';
    for (let line = 0; line < wheelLines; line++) store.dispatch({ type: 'moved', movement });
    return;
  }
  if (input.button === 'left' && topMode(store.state) === undefined) click(context, input);
}

function click({ store }: ActionContext, { column, row }: MouseInput): void {
  const layout = layoutOf(store.state);
  if (layout.kind === 'too-small') return;
  const inTree = column < layout.tree.columns;
  if (row === headerRows && !inTree) {
    const view = tabAt(store.state, layout.main.columns, column - layout.tree.columns - titleStart);
    if (view !== undefined) store.dispatch({ type: 'view-chosen', view });
    return;
  }
  const list: ListName = inTree ? 'hosts' : store.state.view;
  const index = rowAt(store.state, list, row);
  if (index === undefined) return;
  store.dispatch({ type: 'focused', focus: inTree ? 'hosts' : 'main' });
  if (listInFocus(store.state) === list) store.dispatch({ type: 'moved-to', index });
}

/** The index of the entry in a row of the screen. */
function rowAt(state: ConsoleState, list: ListName, row: number): number | undefined {
  const above = list === 'hosts' ? 0 : bannerRows(state, list) + (findView(list)?.headRows ?? 0);
  const nth = row - headerRows - borderRows - above;
  const rows = listRows(state, list);
  const height = listHeight(state, list);
  const { offset } = resolvePosition(positionOf(state, list), rows, height);
  return nth >= 0 && nth < height && offset + nth < rows.length ? offset + nth : undefined;
}

/** The view whose tab is so many columns into the title. */
function tabAt(state: ConsoleState, columns: number, at: number): ViewName | undefined {
  let end = 0;
  for (const part of mainTitles(state, look, columns).title) {
    const start = end;
    end += lineWidth([part]);
    const [key] = part.text.split(' ');
    if (at >= start && at < end) return tabViews().find((view) => view.key === key)?.name;
  }
  return undefined;
}
