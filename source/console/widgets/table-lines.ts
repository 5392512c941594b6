import { displayWidth } from '../frame/clusters.ts';
import type { Look } from '../look/look.ts';
import { fitText, type Line, paintLine, type Span, span } from '../look/paint.ts';
import type { Identified } from '../store/positions.ts';
import { type Column, type PlacedColumn, placeColumns } from './columns.ts';
import { type ListView, listLines } from './list-lines.ts';

export interface TableView<Row extends Identified> extends Omit<ListView<Row>, 'line'> {
  readonly table: readonly Column<Row>[];
  /** The column the rows are sorted by. */
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined;
  /** Every column that fits, however narrow. */
  readonly wide?: boolean;
}

function alignCell<Row>({ column, width }: PlacedColumn<Row>, cell: Span, ellipsis: string): Span {
  const text = fitText(cell.text, width, ellipsis);
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return { style: cell.style, text: column.align === 'right' ? blanks + text : text + blanks };
}

function joinCells(cells: readonly Span[], gap: number): Line {
  const blanks = span('plain', ' '.repeat(gap));
  return cells.flatMap((cell, index) => (index === 0 ? [cell] : [blanks, cell]));
}

/** The columns, with the order shown in the title of the one that is sorted by. */
function withOrder<Row extends Identified>({ table, sort }: TableView<Row>, { glyphs }: Look) {
  if (sort === undefined) return table;
  const sign = sort.descending ? glyphs.descending : glyphs.ascending;
  return table.map((each) => (each.key === sort.column ? { ...each, title: `${each.title}${sign}` } : each));
}

/** A head line and the rows in sight. `height` is of the rows alone. */
export function tableLines<Row extends Identified>(look: Look, view: TableView<Row>): readonly string[] {
  const { rows, columns, wide = false } = view;
  const { ellipsis } = look.glyphs;
  const { columns: placed, gap } = placeColumns(withOrder(view, look), rows, columns - 1, wide);
  const head = placed.map((each) => alignCell(each, span('dim', each.column.title), ellipsis));
  const line = (row: Row) =>
    joinCells(
      placed.map((each) => alignCell(each, each.column.cell(row), ellipsis)),
      gap,
    );
  return [
    paintLine(look, [span('plain', ' '), ...joinCells(head, gap)], columns),
    ...listLines(look, { ...view, line }),
  ];
}
