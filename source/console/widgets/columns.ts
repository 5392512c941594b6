import { displayWidth } from '../frame/clusters.ts';
import type { Span } from '../look/paint.ts';

/** A column of a table. Widths are in terminal columns. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** As the table narrows, the highest goes first. */
  readonly priority: number;
  readonly min: number;
  readonly max: number;
  readonly align?: 'right';
  /** Takes what is left over. */
  readonly grow?: true;
  /** Left out while no row has anything in it. */
  readonly hideEmpty?: true;
  readonly cell: (row: Row) => Span;
}

export interface PlacedColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

export const columnGap = 2;

/** Widths are measured over this many rows, so that they do not depend on how long the list is. */
const measuredRows = 200;

function measure<Row>(column: Column<Row>, rows: readonly Row[]): PlacedColumn<Row> {
  let widest = displayWidth(column.title);
  for (const row of rows.slice(0, measuredRows)) {
    widest = Math.max(widest, displayWidth(column.cell(row).text));
  }
  return { column, width: Math.min(column.max, Math.max(column.min, widest)) };
}

function isEmpty<Row>(column: Column<Row>, rows: readonly Row[]): boolean {
  return rows.slice(0, measuredRows).every((row) => column.cell(row).text === '');
}

function widthOf<Row>(
  placed: readonly PlacedColumn<Row>[],
  width: (each: PlacedColumn<Row>) => number,
): number {
  return placed.reduce((sum, each) => sum + width(each), 0) + columnGap * Math.max(0, placed.length - 1);
}

/** Leaves out the least important columns until the rest fits at its narrowest. */
function dropUnimportant<Row>(
  placed: readonly PlacedColumn<Row>[],
  width: number,
): readonly PlacedColumn<Row>[] {
  let kept = placed;
  const narrowest = (each: PlacedColumn<Row>) => Math.min(each.column.min, each.width);
  while (kept.length > 1 && widthOf(kept, narrowest) > width) {
    const least = Math.max(...kept.map(({ column }) => column.priority));
    const last = kept.findLastIndex(({ column }) => column.priority === least);
    kept = kept.filter((_, index) => index !== last);
  }
  return kept;
}

/** Takes columns from the widest, above their narrowest, until all fit. */
function shrink<Row>(placed: readonly PlacedColumn<Row>[], width: number): readonly PlacedColumn<Row>[] {
  const widths = placed.map((each) => each.width);
  let excess = widthOf(placed, (each) => each.width) - width;
  while (excess > 0) {
    const spare = widths.map((each, index) => each - Math.min(each, placed[index]?.column.min ?? each));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) <= 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
    excess -= 1;
  }
  return placed.map((each, index) => ({ ...each, width: widths[index] ?? each.width }));
}

/** Gives what is left over to the columns that grow. */
function grow<Row>(placed: readonly PlacedColumn<Row>[], width: number): readonly PlacedColumn<Row>[] {
  const spare = width - widthOf(placed, (each) => each.width);
  const last = placed.findLastIndex(({ column }) => column.grow === true);
  if (spare <= 0 || last < 0) return placed;
  return placed.map((each, index) => (index === last ? { ...each, width: each.width + spare } : each));
}

/** Which columns fit, and how wide each is. */
export function placeColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): readonly PlacedColumn<Row>[] {
  const filled = columns.filter((column) => column.hideEmpty !== true || !isEmpty(column, rows));
  const measured = filled.map((column) => measure(column, rows));
  return grow(shrink(dropUnimportant(measured, width), width), width);
}
