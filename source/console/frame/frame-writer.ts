import { blankGrid, type CellGrid, type GridSize } from './cell-grid.ts';
import { plainStyle } from './cell-style.ts';
import { encodeDifference, type Pen } from './encode-difference.ts';
import { parseFrame } from './parse-frame.ts';

export interface FrameWriter {
  /** Brings the screen in line with a frame of text; writes nothing when nothing changed. */
  draw(frame: string): void;
  /** The same with cells. Cells of another size than the terminal's are of before a resize, and are left out. */
  show(cells: CellGrid): void;
  /** A new size of the terminal: what is on it is unknown until the next frame, which is written whole. */
  resize(size: GridSize): void;
  /** Forgets what is on the screen, and writes the last frame again as a whole. */
  repaint(): void;
  /** Forgets what is on the screen; the next frame is written whole. */
  forget(): void;
  /** What the screen shows. */
  readonly grid: CellGrid;
}

export interface FrameWriterOptions {
  readonly size: GridSize;
  readonly write: (bytes: string) => void;
  /** Wraps an update in `CSI ? 2026 h/l`, for terminals that show it at once. */
  readonly synchronized?: boolean;
}

const beginUpdate = '\u001b[?2026h';
const endUpdate = '\u001b[?2026l';
const clearScreen = '\u001b[m\u001b[2J\u001b[H';
const homePen: Pen = { row: 0, column: 0, style: plainStyle };
/** Small updates arrive in one packet: to bracket them would only cost bytes. */
const smallestBracketed = 1000;

/** Keeps what the terminal shows and sends only what changes it. */
export function createFrameWriter(options: FrameWriterOptions): FrameWriter {
  let size = options.size;
  let shown: CellGrid = blankGrid(size);
  let pen = homePen;
  let known = false;

  const send = (bytes: string) => {
    if (bytes === '') return;
    const bracketed = options.synchronized === true && bytes.length >= smallestBracketed;
    options.write(bracketed ? `${beginUpdate}${bytes}${endUpdate}` : bytes);
  };

  const show = (cells: CellGrid) => {
    if (cells.columns !== size.columns || cells.rows !== size.rows) return;
    const before = known ? shown : blankGrid(size);
    const encoded = encodeDifference(before, cells, known ? pen : homePen);
    send(known ? encoded.bytes : clearScreen + encoded.bytes);
    shown = cells;
    pen = encoded.pen;
    known = true;
  };

  const forget = () => {
    known = false;
  };

  return {
    draw: (frame) => show(parseFrame(frame, size)),
    show,
    forget,
    resize: (next) => {
      size = next;
      forget();
    },
    repaint: () => {
      forget();
      show(shown);
    },
    get grid() {
      return shown;
    },
  };
}
