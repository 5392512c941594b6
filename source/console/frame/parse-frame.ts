import { blankGrid, type Canvas, type GridSize, putLine } from './cell-grid.ts';
import { plainStyle } from './cell-style.ts';
import { parseLine } from './parse-line.ts';

/** Reads a frame - lines with SGR sequences - into a grid of the given size; what is outside it is cut. */
export function parseFrame(frame: string, size: GridSize): Canvas {
  const grid = blankGrid(size);
  let style = plainStyle;
  for (const [row, line] of frame.split('\n').slice(0, size.rows).entries()) {
    const cells = parseLine(line, size.columns, style);
    style = cells.style;
    putLine(grid, cells, row, 0);
  }
  return grid;
}
