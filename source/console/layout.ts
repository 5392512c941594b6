import type { GridSize } from './frame/cell-grid.ts';
import { troubleRows } from './rows/trouble-rows.ts';
import { type ConsoleState, type ListName, topMode } from './store/state.ts';

export interface Area extends GridSize {}

/** How the screen is divided. Sizes are of whole panes, borders included. */
export type Layout =
  | { readonly kind: 'too-small' }
  | {
      readonly kind: 'panes';
      readonly columns: number;
      readonly tree: Area;
      readonly main: Area;
      /** The panel under the main pane that asks, or shows progress; no rows when there is none. */
      readonly dock: Area;
    };

export const smallestSize: GridSize = { columns: 60, rows: 15 };

const headerRows = 1;
const statusRows = 1;
const footerRows = 1;
const borderRows = 2;
const borderColumns = 2;
const tableHeadRows = 1;
const smallestMain = 6;

/** The tree takes what names and a word of trouble need, the main pane the rest. */
function treeColumns(columns: number): number {
  if (columns < 80) return 22;
  if (columns < 110) return 26;
  return columns < 160 ? 34 : 40;
}

export interface LayoutFacts {
  readonly terminal: GridSize;
  readonly zoomed: boolean;
  /** Rows the panel under the main pane would like, borders included. */
  readonly dockRows: number;
}

export function computeLayout({ terminal, zoomed, dockRows }: LayoutFacts): Layout {
  const { columns, rows } = terminal;
  if (columns < smallestSize.columns || rows < smallestSize.rows) return { kind: 'too-small' };
  const body = rows - headerRows - statusRows - footerRows;
  const tree = zoomed ? 0 : treeColumns(columns);
  const dock = Math.min(dockRows, body - smallestMain);
  return {
    kind: 'panes',
    columns,
    tree: { columns: tree, rows: body },
    main: { columns: columns - tree, rows: body - dock },
    dock: { columns: columns - tree, rows: dock },
  };
}

const workPanelLimit = 10;
const confirmPanelRows = 12;

/** How many rows the panel under the main pane asks for. */
export function wantedDockRows(state: ConsoleState): number {
  const mode = topMode(state);
  if (mode?.kind === 'confirm') return mode.question.kind === 'quit' ? 6 : confirmPanelRows;
  if (state.work !== undefined) return panelRows(state.work.steps.length, state.work.total);
  return state.outcome?.open === true ? panelRows(state.outcome.steps.length, undefined) : 0;
}

function panelRows(steps: number, total: number | undefined): number {
  return Math.min(workPanelLimit, Math.max(1, steps, total ?? 0) + borderRows);
}

export function layoutOf(state: ConsoleState): Layout {
  return computeLayout({
    terminal: state.terminal,
    zoomed: state.zoomed,
    dockRows: wantedDockRows(state),
  });
}

/** Rows of a list that are in sight at once. */
export function listHeight(state: ConsoleState, list: ListName): number {
  const layout = layoutOf(state);
  if (layout.kind === 'too-small') return 1;
  const tabled = list === 'sessions' || list === 'tunnels' || list === 'log';
  const area = list === 'hosts' ? layout.tree : layout.main;
  const rows = list === 'help' || list === 'problems' ? layout.main.rows + layout.dock.rows : area.rows;
  return Math.max(1, rows - borderRows - (tabled ? tableHeadRows : 0) - bannerRows(state, list));
}

/** Lines above a table that say what is wrong with the hosts it is about; never more than a third of the pane. */
export function bannerRows(state: ConsoleState, list: ListName): number {
  const layout = layoutOf(state);
  if (layout.kind === 'too-small') return 0;
  const { columns, rows } = layout.main;
  return Math.min(troubleRows(state, list, columns - borderColumns).length, Math.floor(rows / 3));
}
