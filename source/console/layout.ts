import type { GridSize } from './frame/cell-grid.ts';
import { planActions } from './rows/plan-actions.ts';
import { troubleRows } from './rows/trouble-rows.ts';
import { type ConsoleState, type ListName, type Question, topMode } from './store/state.ts';

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
  if (columns < 110) return 27;
  return columns < 160 ? 32 : 40;
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
const confirmPanelLimit = 14;

/** How many rows the panel under the main pane asks for. */
export function wantedDockRows(state: ConsoleState): number {
  const mode = topMode(state);
  if (mode?.kind === 'confirm' || mode?.kind === 'secret')
    return Math.min(confirmPanelLimit, questionRows(mode.question));
  if (state.work !== undefined) return panelRows(state.work.steps.length, state.work.total);
  return state.outcome?.open === true ? panelRows(state.outcome.steps.length, undefined) : 0;
}

function listedRows(question: Question): number {
  if (question.kind === 'sync') return question.differences.length;
  return question.kind === 'apply' ? planActions(question.plan).length : 0;
}

/** The table with its head and a blank under it, what it means, a blank, and the answers. */
function questionRows(question: Question): number {
  if (question.kind === 'asked') return borderRows + question.lines.length + 2;
  const listed = listedRows(question);
  return borderRows + (listed > 0 ? tableHeadRows + listed + 1 : 0) + 3;
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
  const whole = list === 'help' || list === 'problems' || list === 'answer';
  const rows = whole ? layout.main.rows + layout.dock.rows : area.rows;
  const around = borderRows + (tabled ? tableHeadRows : 0) + bannerRows(state, list) + detailRows(list, rows);
  return Math.max(1, rows - around);
}

/** Lines above a table that say what is wrong with the hosts it is about; never more than a third of the pane. */
export function bannerRows(state: ConsoleState, list: ListName): number {
  const layout = layoutOf(state);
  if (layout.kind === 'too-small') return 0;
  const { columns, rows } = layout.main;
  return Math.min(troubleRows(state, list, columns - borderColumns).length, Math.floor(rows / 3));
}

const detailPanelRows = 3;
const roomForDetail = 14;

/** Lines under a table about the entry the cursor is on, a rule included; none in a low pane of so many rows. */
export function detailRows(list: ListName, rows: number): number {
  const tabled = list === 'sessions' || list === 'tunnels' || list === 'log';
  return tabled && rows >= roomForDetail ? detailPanelRows : 0;
}
