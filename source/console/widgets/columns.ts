import { displayWidth } from '../frame/clusters.ts';
import type { Span } from '../look/paint.ts';

/** A column of a table. Widths are in terminal columns. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** As the table narrows, the highest goes first; up to `lastingPriority` a column is narrowed instead. */
  readonly priority: number;
  readonly min: number;
  readonly max: number;
  readonly align?: 'right';
  /** Takes what is left over, and is content with its minimum. */
  readonly grow?: true;
  /** Left out while no row has anything in it. */
  readonly hideEmpty?: true;
  readonly cell: (row: Row) => Span;
  /** What the column is sorted by, where that is not its text; undefined for nothing. */
  readonly sort?: (row: Row) => number | string | undefined;
}

export interface PlacedColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

export interface Placement<Row> {
  readonly columns: readonly PlacedColumn<Row>[];
  /** Blanks between two columns. */
  readonly gap: number;
}

const lastingPriority = 3;
const roomyWidth = 100;

/** Widths are measured over this many rows, so that they do not depend on how long the list is. */
const measuredRows = 200;

interface Measured<Row> {
  readonly column: Column<Row>;
  readonly natural: number;
  /** What it wants at least, as long as there are less important columns. */
  readonly wanted: number;
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): Measured<Row> {
  let widest = displayWidth(column.title);
  for (const row of rows) widest = Math.max(widest, displayWidth(column.cell(row).text));
  const natural = Math.min(column.max, Math.max(column.min, widest));
  return { column, natural, wanted: column.grow === true ? Math.min(natural, column.min) : natural };
}

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}

/** Leaves out the least important columns while the others would have to be narrower than they want. */
function dropUnimportant<Row>(
  measured: readonly Measured<Row>[],
  width: number,
  gap: number,
): readonly Measured<Row>[] {
  let kept = measured;
  while (
    total(
      kept.map(({ wanted }) => wanted),
      gap,
    ) > width
  ) {
    const least = Math.max(...kept.map(({ column }) => column.priority));
    if (least <= lastingPriority) break;
    const last = kept.findLastIndex(({ column }) => column.priority === least);
    kept = kept.filter((_, index) => index !== last);
  }
  return kept;
}

/** The same for the important ones, once all of them are at their narrowest. */
function dropUnfitting<Row>(
  measured: readonly Measured<Row>[],
  width: number,
  gap: number,
): readonly Measured<Row>[] {
  let kept = measured;
  while (
    kept.length > 1 &&
    total(
      kept.map(({ column, natural }) => Math.min(column.min, natural)),
      gap,
    ) > width
  ) {
    const least = Math.max(...kept.map(({ column }) => column.priority));
    const last = kept.findLastIndex(({ column }) => column.priority === least);
    kept = kept.filter((_, index) => index !== last);
  }
  return kept;
}

/** Takes from the column that has most to spare until all fit; gives what is left over to the one that grows. */
function settleWidths<Row>(
  measured: readonly Measured<Row>[],
  width: number,
  gap: number,
): readonly PlacedColumn<Row>[] {
  const widths = measured.map(({ natural }) => natural);
  for (let excess = total(widths, gap) - width; excess > 0; excess--) {
    const spare = measured.map(({ column }, index) => (widths[index] ?? 0) - column.min);
    const most = Math.max(...spare);
    if (most <= 0) break;
    const index = spare.indexOf(most);
    widths[index] = (widths[index] ?? 0) - 1;
  }
  const growing = measured.findLastIndex(({ column }) => column.grow === true);
  const left = Math.max(0, width - total(widths, gap));
  return measured.map(({ column }, index) => ({
    column,
    width: (widths[index] ?? 0) + (index === growing ? left : 0),
  }));
}

/** Which columns fit, and how wide each is. In a wide table a column is narrowed before another goes. */
export function placeColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  wide = false,
): Placement<Row> {
  const sample = rows.slice(0, measuredRows);
  const gap = width >= roomyWidth ? 2 : 1;
  const filled = columns.filter(
    (column) => column.hideEmpty !== true || sample.some((row) => column.cell(row).text !== ''),
  );
  const measured = filled.map((column) => measure(column, sample));
  const wanted = wide ? measured : dropUnimportant(measured, width, gap);
  const kept = dropUnfitting(wanted, width, gap);
  return { columns: settleWidths(kept, width, gap), gap };
}
