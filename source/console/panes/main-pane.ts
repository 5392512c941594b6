import { type Area, bannerRows, detailRows } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, lineWidth, paintLine, span } from '../look/paint.ts';
import { scopeOf } from '../rows/scope.ts';
import { positionOf } from '../store/list-state.ts';
import { type ConsoleState, topMode } from '../store/state.ts';
import { viewOf } from '../views/views.ts';
import { framedLines } from '../widgets/framed.ts';
import { listPlace } from '../widgets/list-lines.ts';
import { detailLines } from './detail-lines.ts';
import { emptyLines } from './empty-lines.ts';
import { filterTitle } from './filter-title.ts';
import { tabsLine } from './tabs-line.ts';
import { troubleLine } from './trouble-line.ts';

/** What stands in the upper border: the tabs, and at its right what the view is about. */
export function mainTitles(state: ConsoleState, look: Look, columns: number) {
  const view = viewOf(state);
  const scope = span('accent', view.title(state) ?? scopeOf(state).title);
  const filter = filterTitle(state, view.name);
  const corner: Line = filter.length === 0 ? [scope] : [...filter, span('plain', ' '), scope];
  return { title: tabsLine(state, look, columns - 9 - lineWidth(corner)), corner };
}

/** The pane that shows one of the views, about what is under the cursor in the tree. */
export function mainPane(state: ConsoleState, look: Look, { columns, rows }: Area): readonly string[] {
  const view = viewOf(state);
  const focused = state.focus === 'main' || state.zoomed || topMode(state)?.kind === 'confirm';
  const inner = columns - 2;
  const banner = view
    .banner(state, inner)
    .slice(0, bannerRows(state, view.name))
    .map((row) => troubleLine(row, look));
  const detail = detailRows(view.name, rows);
  const height = rows - 2 - banner.length - detail;
  const listed = view.rows(state);
  const empty = listed.length === 0;
  const body = empty ? emptyLines(state, inner) : [];
  const frame = {
    columns,
    rows,
    ...mainTitles(state, look, columns),
    place: listPlace(listed, positionOf(state, view.name)),
    border: focused ? ('border-focused' as const) : ('border' as const),
  };
  const painted = [...banner, ...body].map((line) => paintLine(look, line, inner));
  if (empty) return framedLines(look, frame, painted);
  const upper = [...painted, ...view.lines(state, { look, columns: inner, height, focused })];
  const blanks = new Array<string>(Math.max(0, rows - 2 - detail - upper.length)).fill(' '.repeat(inner));
  return framedLines(look, frame, [...upper, ...blanks, ...detailLines(state, look, inner, detail)]);
}
