import type { DOMElement } from 'ink';
import { blankGrid, type Canvas, type CellGrid, type GridSize, putLine } from './cell-grid.ts';
import { parseFrame } from './parse-frame.ts';
import { type LineCells, parseLine } from './parse-line.ts';

/**
 * What components painted by themselves. Ink lays them out as empty boxes; their lines are put where those boxes
 * are, past its own text machinery, which is most of the cost of a frame.
 */
export interface Surface {
  /** The lines of an element; each as wide as the element is. */
  put(element: DOMElement, lines: readonly string[]): void;
  drop(element: DOMElement): void;
  /** The screen of a frame of Ink's with the lines in their places. */
  compose(frame: string, size: GridSize): CellGrid;
}

/** Where an element is, and up to where it is in sight: boxes with hidden overflow cut what is in them. */
interface ElementPlace {
  readonly row: number;
  readonly column: number;
  readonly bottom: number;
  readonly right: number;
}

function findPlace(element: DOMElement): ElementPlace {
  let row = 0;
  let column = 0;
  let bottom = Number.POSITIVE_INFINITY;
  let right = Number.POSITIVE_INFINITY;
  for (let each: DOMElement | undefined = element; each !== undefined; each = each.parentNode) {
    const layout = each.yogaNode?.getComputedLayout();
    if (layout === undefined) continue;
    if (each !== element && each.style.overflow === 'hidden') {
      bottom = Math.min(bottom, layout.height);
      right = Math.min(right, layout.width);
    }
    row += layout.top;
    column += layout.left;
    bottom += layout.top;
    right += layout.left;
  }
  return { row, column, bottom, right };
}

/** Lines that were read lately: most of a screen stays as it is from one frame to the next. */
const rememberedLines = 2000;

export function createSurface(): Surface {
  const painted = new Map<DOMElement, readonly string[]>();
  const known = new Map<string, LineCells>();

  const readLine = (line: string, columns: number): LineCells => {
    const key = `${columns} ${line}`;
    const hit = known.get(key);
    if (hit !== undefined) return hit;
    const cells = parseLine(line, columns);
    if (known.size >= rememberedLines) known.clear();
    known.set(key, cells);
    return cells;
  };

  const putElement = (grid: Canvas, element: DOMElement, lines: readonly string[]) => {
    const { row, column, bottom, right } = findPlace(element);
    const width = Math.min(element.yogaNode?.getComputedWidth() ?? 0, right - column, grid.columns - column);
    if (width <= 0) return;
    for (const [nth, line] of lines.entries()) {
      if (row + nth < bottom) putLine(grid, readLine(line, width), row + nth, column);
    }
  };

  return {
    put: (element, lines) => painted.set(element, lines),
    drop: (element) => painted.delete(element),
    compose: (frame, size) => {
      const grid = frame.trim() === '' ? blankGrid(size) : parseFrame(frame, size);
      for (const [element, lines] of painted) putElement(grid, element, lines);
      return grid;
    },
  };
}
