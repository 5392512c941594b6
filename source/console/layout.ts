import type { GridSize } from './frame/cell-grid.ts';
import { type ConfirmText, confirmText } from './panes/confirm-text.ts';
import { type ConsoleState, type ListName, type Question, topMode } from './store/state.ts';
import { findView, viewOf } from './views/views.ts';
import { wrapText } from './widgets/wrap-text.ts';

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
/** A question is worth more than what is behind it. */
const smallestMainBehindQuestion = 4;

/** The tree takes what names and a word of trouble need, the main pane the rest. */
function treeColumns(columns: number): number {
  if (columns < 80) return 22;
  if (columns < 110) return 27;
  return columns < 160 ? 32 : 40;
}

export interface LayoutFacts {
  readonly terminal: GridSize;
  readonly zoomed: boolean;
  /** Rows the panel under the main pane would like, borders included. */
  readonly dockRows: number;
  /** Rows the main pane keeps in any case; six unless told. */
  readonly mainRows?: number;
}

export function computeLayout({ terminal, zoomed, dockRows, mainRows = smallestMain }: LayoutFacts): Layout {
  const { columns, rows } = terminal;
  if (columns < smallestSize.columns || rows < smallestSize.rows) return { kind: 'too-small' };
  const body = rows - headerRows - statusRows - footerRows;
  const tree = zoomed ? 0 : treeColumns(columns);
  const dock = Math.min(dockRows, body - mainRows);
  return {
    kind: 'panes',
    columns,
    tree: { columns: tree, rows: body },
    main: { columns: columns - tree, rows: body - dock },
    dock: { columns: columns - tree, rows: dock },
  };
}

const workPanelLimit = 10;
const palettePanelRows = 16;
const confirmPanelLimit = 14;

/** How many rows the panel under the main pane asks for. */
export function wantedDockRows(state: ConsoleState): number {
  const mode = topMode(state);
  if (mode?.kind === 'confirm' || mode?.kind === 'secret' || mode?.kind === 'text')
    return Math.min(confirmPanelLimit, questionRows(state, mode.question));
  if (mode?.kind === 'palette') return palettePanelRows;
  if (viewOf(state).tellsWork(state)) return 0;
  if (state.work !== undefined) return panelRows(state.work.steps.length, state.work.total);
  return state.outcome?.open === true ? panelRows(state.outcome.steps.length, undefined) : 0;
}

/** The table with its head and a blank under it, what it means, a blank, and the answers. */
function questionRows(state: ConsoleState, question: Question): number {
  const columns = dockColumns(state) - borderColumns;
  const text = confirmText(state, question, { columns, ellipsis: '~' });
  const listed = text.rows.length;
  return borderRows + (listed > 0 ? tableHeadRows + listed + 1 : 0) + summaryLines(text, columns).length + 2;
}

function dockColumns({ terminal, zoomed }: ConsoleState): number {
  return terminal.columns - (zoomed ? 0 : treeColumns(terminal.columns));
}

/** What is asked about, with a blank before each line. */
export function summaryLines({ summary }: ConfirmText, columns: number): readonly string[] {
  return summary.flatMap((line) => wrapText(line, columns - 1));
}

function panelRows(steps: number, total: number | undefined): number {
  return Math.min(workPanelLimit, Math.max(1, steps, total ?? 0) + borderRows);
}

/** The help is read, not looked at beside something else: it has the whole width. */
function isHelp(state: ConsoleState): boolean {
  const mode = topMode(state);
  return mode?.kind === 'help' || (mode?.kind === 'filter' && mode.list === 'help');
}

export function layoutOf(state: ConsoleState): Layout {
  return computeLayout({
    terminal: state.terminal,
    zoomed: state.zoomed || isHelp(state),
    dockRows: wantedDockRows(state),
    ...(topMode(state)?.kind === 'confirm' && { mainRows: smallestMainBehindQuestion }),
  });
}

/** Rows of a list that are in sight at once. */
export function listHeight(state: ConsoleState, list: ListName): number {
  const layout = layoutOf(state);
  if (layout.kind === 'too-small') return 1;
  const area = list === 'hosts' ? layout.tree : layout.main;
  const whole = list === 'help' || list === 'problems' || list === 'answer';
  const rows = whole ? layout.main.rows + layout.dock.rows : area.rows;
  const head = findView(list)?.headRows ?? 0;
  const around = borderRows + head + bannerRows(state, list) + detailRows(list, rows);
  return Math.max(1, rows - around);
}

/** Lines above the rows of a view, such as what is wrong with its hosts; never more than a third of the pane. */
export function bannerRows(state: ConsoleState, list: ListName): number {
  const layout = layoutOf(state);
  if (layout.kind === 'too-small') return 0;
  const { columns, rows } = layout.main;
  const banner = findView(list)?.banner(state, columns - borderColumns) ?? [];
  return Math.min(banner.length, Math.floor(rows / 3));
}

/** Lines under a table about the entry the cursor is on, a rule included; none in a low pane of so many rows. */
export function detailRows(list: ListName, rows: number): number {
  return findView(list)?.detailRows(rows) ?? 0;
}
