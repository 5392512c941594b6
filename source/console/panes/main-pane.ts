import { type Area, bannerRows, detailRows } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, lineWidth, paintLine, span } from '../look/paint.ts';
import { logRowsOf, planRowsOf } from '../rows/list-rows.ts';
import { scopeOf } from '../rows/scope.ts';
import { diffRowsOf } from '../rows/shown-diff.ts';
import { eventRowsOf } from '../rows/shown-events.ts';
import { sessionRowsOf, tunnelRowsOf } from '../rows/shown-status.ts';
import { troubleRows } from '../rows/trouble-rows.ts';
import type { Identified } from '../store/positions.ts';
import { type ConsoleState, topMode, type ViewName, viewNames } from '../store/state.ts';
import type { Column } from '../widgets/columns.ts';
import { framedLines } from '../widgets/framed.ts';
import { listLines, listPlace } from '../widgets/list-lines.ts';
import { tableLines } from '../widgets/table-lines.ts';
import { detailLines } from './detail-lines.ts';
import { diffLine } from './diff-line.ts';
import { emptyLines } from './empty-lines.ts';
import { eventColumns } from './event-columns.ts';
import { filterTitle } from './filter-title.ts';
import { logColumns } from './log-columns.ts';
import { planLine } from './plan-line.ts';
import { sessionColumns } from './session-columns.ts';
import { troubleLine } from './trouble-line.ts';
import { tunnelColumns } from './tunnel-columns.ts';

interface MainView {
  readonly rows: readonly Identified[];
  readonly lines: readonly string[];
}

/** The views as tabs with their keys; only the numbers of the others where there is little room. */
function tabs(state: ConsoleState, room: number): Line {
  const tab = (view: ViewName, index: number, short: boolean): Line => {
    const active = view === state.view;
    const label = short && !active ? String(index + 1) : `${index + 1} ${view}`;
    return [span(active ? 'tab' : 'dim', label), span('plain', '  ')];
  };
  const full = viewNames.flatMap((view, index) => tab(view, index, false)).slice(0, -1);
  if (lineWidth(full) <= room) return full;
  return viewNames.flatMap((view, index) => tab(view, index, true)).slice(0, -1);
}

/** A pane's worth of rows of a view, and all the rows there are. */
function viewLines(
  state: ConsoleState,
  look: Look,
  columns: number,
  height: number,
  focused: boolean,
): MainView {
  const scope = scopeOf(state);
  const several = scope.hosts.length !== 1;
  const position = state.positions[state.view];
  const table = <Row extends Identified>(rows: readonly Row[], shown: readonly Column<Row>[]): MainView => ({
    rows,
    lines: tableLines(look, { rows, position, columns, height: height - 1, focused, table: shown }),
  });
  const list = <Row extends Identified>(rows: readonly Row[], line: (row: Row) => Line): MainView => ({
    rows,
    lines: listLines(look, { rows, position, columns, height, focused, line }),
  });
  switch (state.view) {
    case 'sessions':
      return table(sessionRowsOf(state), sessionColumns(look, several, state.clock));
    case 'tunnels':
      return table(tunnelRowsOf(state), tunnelColumns(look, several, state.clock));
    case 'log':
      return table(logRowsOf(state), logColumns(look));
    case 'events':
      return table(eventRowsOf(state), eventColumns(look, state.clock));
    case 'diff':
      return list(diffRowsOf(state), (row) => diffLine(row, look));
    case 'plan':
      return list(planRowsOf(state), (row) => planLine(row, look));
  }
}

/** The pane that shows one of the views, about what is under the cursor in the tree. */
export function mainPane(state: ConsoleState, look: Look, { columns, rows }: Area): readonly string[] {
  const focused = state.focus === 'main' || state.zoomed || topMode(state)?.kind === 'confirm';
  const inner = columns - 2;
  const banner = troubleRows(state, state.view, inner)
    .slice(0, bannerRows(state, state.view))
    .map((row) => troubleLine(row, look));
  const detail = detailRows(state.view, rows);
  const height = rows - 2 - banner.length - detail;
  const view = viewLines(state, look, inner, height, focused);
  const empty = view.rows.length === 0;
  const body = empty ? emptyLines(state, inner) : [];
  const scope = span('accent', scopeOf(state).title);
  const filter = filterTitle(state, state.view);
  const corner: Line = filter.length === 0 ? [scope] : [...filter, span('plain', ' '), scope];
  const frame = {
    columns,
    rows,
    title: tabs(state, columns - 9 - lineWidth(corner)),
    corner,
    place: listPlace(view.rows, state.positions[state.view]),
    border: focused ? ('border-focused' as const) : ('border' as const),
  };
  const painted = [...banner, ...body].map((line) => paintLine(look, line, inner));
  if (empty) return framedLines(look, frame, painted);
  const upper = [...painted, ...view.lines];
  const blanks = new Array<string>(Math.max(0, rows - 2 - detail - upper.length)).fill(' '.repeat(inner));
  return framedLines(look, frame, [...upper, ...blanks, ...detailLines(state, look, inner, detail)]);
}
