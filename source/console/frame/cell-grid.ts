import { type CellStyle, plainStyle } from './cell-style.ts';

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

/** An empty screen in the terminal's own colours. */
export function blankGrid({ columns, rows }: GridSize): CellGrid {
  const cells = columns * rows;
  return {
    columns,
    rows,
    texts: new Array<string>(cells).fill(' '),
    styles: new Int32Array(cells).fill(plainStyle),
  };
}
