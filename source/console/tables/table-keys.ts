import type { ActionContext } from '../controller/controller.ts';
import type { Binding } from '../keys/binding.ts';
import { listRows } from '../rows/list-rows.ts';
import { positionOf } from '../store/list-state.ts';
import { resolvePosition } from '../store/positions.ts';
import { listInFocus } from '../store/reduce-modes.ts';
import type { ConsoleState, ListName } from '../store/state.ts';
import { findView } from '../views/views.ts';
import { frozen } from './frozen.ts';
import { changeTable, type SortOrder, type TableSettings, tableSettings } from './table-settings.ts';

/** The table in sight: while the hosts have the focus, that of the main pane. */
function tableInSight(state: ConsoleState): ListName {
  const list = listInFocus(state);
  return list === 'hosts' ? state.view : list;
}

/** The columns it can be sorted by. */
export function sortColumns(state: ConsoleState): readonly string[] {
  return findView(tableInSight(state))?.sortColumns(state) ?? [];
}

function whyNoSort(state: ConsoleState): string | undefined {
  return sortColumns(state).length === 0 ? 'this is no table: there are no columns to sort by' : undefined;
}

function whyNoMark(state: ConsoleState): string | undefined {
  return listRows(state, listInFocus(state)).length === 0 ? 'there is nothing to mark' : undefined;
}

function change(
  { store }: ActionContext,
  changes: Partial<TableSettings>,
  told: string,
  list = listInFocus(store.state),
): void {
  const { state } = store;
  store.dispatch(changeTable(state, list, changes));
  store.dispatch({ type: 'noticed', notice: { tone: 'plain', text: told } });
}

/** Sorts by a column of the list in focus, and keeps the cursor on its entry; undefined is the view's own order. */
export function sortBy(context: ActionContext, sort: SortOrder | undefined): void {
  const { store } = context;
  const list = tableInSight(store.state);
  if (list === listInFocus(store.state)) {
    // From now on the cursor is on that entry, wherever the order takes it.
    store.dispatch({ type: 'moved-to', index: cursorOf(store.state).index });
  }
  const told =
    sort === undefined
      ? 'in its own order'
      : `by ${sort.column}, ${sort.descending ? 'descending' : 'ascending'}`;
  change(context, { sort }, told, list);
}

function sortByNext(context: ActionContext): void {
  const { state } = context.store;
  const columns = sortColumns(state);
  const { sort } = tableSettings(state, tableInSight(state));
  const next = columns[sort === undefined ? 0 : columns.indexOf(sort.column) + 1];
  sortBy(context, next === undefined ? undefined : { column: next, descending: false });
}

function turnOrder(context: ActionContext): void {
  const { state } = context.store;
  const [first = ''] = sortColumns(state);
  const { sort = { column: first, descending: false } } = tableSettings(state, tableInSight(state));
  sortBy(context, { ...sort, descending: !sort.descending });
}

function toggleWide(context: ActionContext): void {
  const { state } = context.store;
  const list = tableInSight(state);
  const wide = !tableSettings(state, list).wide;
  change(context, { wide }, wide ? 'every column that fits' : 'columns as wide as what they hold', list);
}

/** The index of the cursor, and the ids of the list in focus. */
function cursorOf(state: ConsoleState): { readonly index: number; readonly ids: readonly string[] } {
  const list = listInFocus(state);
  const rows = listRows(state, list);
  return {
    index: resolvePosition(positionOf(state, list), rows, rows.length).index,
    ids: rows.map(({ id }) => id),
  };
}

function toggleMark(context: ActionContext): void {
  const { store } = context;
  const { index, ids } = cursorOf(store.state);
  const id = ids[index];
  if (id === undefined) return;
  const marked = new Set(tableSettings(store.state, listInFocus(store.state)).marked);
  if (!marked.delete(id)) marked.add(id);
  store.dispatch({ type: 'moved', movement: 'down' });
  change(context, { marked, anchor: id }, `${marked.size} marked`);
}

/** Marks from the entry that was marked last to the cursor. */
function markRange(context: ActionContext): void {
  const { state } = context.store;
  const { index, ids } = cursorOf(state);
  const { marked: before, anchor } = tableSettings(state, listInFocus(state));
  const start = anchor === undefined ? index : Math.max(0, ids.indexOf(anchor));
  const marked = new Set([...before, ...ids.slice(Math.min(start, index), Math.max(start, index) + 1)]);
  change(context, { marked, anchor: ids[index] }, `${marked.size} marked`);
}

function whyNothingMarked(state: ConsoleState): string | undefined {
  return tableSettings(state, listInFocus(state)).marked.size === 0 ? 'nothing is marked' : undefined;
}

function toggleFreeze({ store }: ActionContext): void {
  const held = frozen.of(store.state) === undefined;
  store.dispatch(frozen.event(held ? { at: store.state.clock } : undefined));
  const text = held ? 'frozen: what comes in waits until # is pressed again' : 'follows the network again';
  store.dispatch({ type: 'noticed', notice: { tone: held ? 'warning' : 'plain', text } });
}

/** Keys of any table: its order, its columns, what is marked in it, and whether it moves. */
export const tableBindings: readonly Binding[] = [
  {
    keys: [','],
    action: 'sort',
    title: 'sort',
    description: 'Sort by the next column; after the last one, in the own order of the view',
    contexts: ['normal'],
    disabled: whyNoSort,
    run: sortByNext,
  },
  {
    keys: ['.'],
    action: 'sort-turn',
    title: 'turn order',
    description: 'Sort the other way round',
    contexts: ['normal'],
    disabled: whyNoSort,
    run: turnOrder,
  },
  {
    keys: ['W'],
    action: 'wide',
    title: 'wide',
    description: 'Every column that fits, however narrow, and back',
    contexts: ['normal'],
    disabled: whyNoSort,
    run: toggleWide,
  },
  {
    keys: ['m'],
    action: 'mark',
    title: 'mark',
    description: 'Mark the entry under the cursor, or unmark it; copies and commands are of what is marked',
    contexts: ['normal'],
    disabled: whyNoMark,
    run: toggleMark,
  },
  {
    keys: ['v'],
    action: 'mark-range',
    title: 'mark to here',
    description: 'Mark from the entry that was marked last to the cursor',
    contexts: ['normal'],
    disabled: whyNoMark,
    run: markRange,
  },
  {
    keys: ['U'],
    action: 'unmark',
    title: 'unmark all',
    description: 'Unmark everything in this list',
    contexts: ['normal'],
    disabled: whyNothingMarked,
    run: (context) => change(context, { marked: new Set(), anchor: undefined }, 'nothing is marked'),
  },
  {
    keys: ['#'],
    action: 'freeze',
    title: 'freeze',
    description: 'Hold the screen as it is while the network goes on, and follow it again',
    contexts: ['normal'],
    run: toggleFreeze,
  },
];
