import type { CellStyle } from './cell-style.ts';
import type { LineCells } from './parse-line.ts';

export interface GridSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A screen as cells, row after row. A text is one grapheme; `' '` is a blank, and `''` the second column of the
 * wide grapheme before it, with the same style.
 */
export interface CellGrid extends GridSize {
  readonly texts: readonly string[];
  readonly styles: ArrayLike<CellStyle>;
}

/** A grid that is still painted on. */
export interface Canvas extends CellGrid {
  readonly texts: string[];
  readonly styles: Int32Array;
}

/** An empty screen in the terminal's own colours. */
export function blankGrid({ columns, rows }: GridSize): Canvas {
  const cells = columns * rows;
  return { columns, rows, texts: new Array<string>(cells).fill(' '), styles: new Int32Array(cells) };
}

/** Puts a line somewhere; what is outside the grid is cut. */
export function putLine(grid: Canvas, { texts, styles }: LineCells, row: number, column: number): void {
  if (row < 0 || row >= grid.rows || column < 0) return;
  const start = row * grid.columns + column;
  const width = Math.min(texts.length, grid.columns - column);
  for (let index = 0; index < width; index++) {
    grid.texts[start + index] = texts[index] ?? ' ';
    grid.styles[start + index] = styles[index] ?? 0;
  }
}
