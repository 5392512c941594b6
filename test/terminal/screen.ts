import xterm, { type Terminal as Emulator, type IBufferCell } from '@xterm/headless';
import type { CellGrid, GridSize } from '../../source/console/frame/cell-grid.ts';
import { blankStyle, packStyle } from '../../source/console/frame/cell-style.ts';
import { displayWidth } from '../../source/console/frame/clusters.ts';

/** A terminal without a window: takes bytes, shows cells. */
export interface Screen {
  readonly size: GridSize;
  /** Resolves once the bytes are on the screen. */
  write(bytes: string): Promise<void>;
  resize(size: GridSize): void;
  grid(): CellGrid;
  /** The visible lines without trailing blanks. */
  text(): string;
  readonly alternate: boolean;
  readonly cursor: { readonly row: number; readonly column: number; readonly hidden: boolean };
  dispose(): void;
}

const attributeReaders: readonly ((cell: IBufferCell) => number)[] = [
  (cell) => cell.isBold(),
  (cell) => cell.isDim(),
  (cell) => cell.isItalic(),
  (cell) => cell.isUnderline(),
  (cell) => cell.isBlink(),
  (cell) => cell.isInverse(),
  (cell) => cell.isInvisible(),
  (cell) => cell.isStrikethrough(),
];

function styleOf(cell: IBufferCell): number {
  const foreground = cell.isFgPalette() ? cell.getFgColor() + 1 : 0;
  const background = cell.isBgPalette() ? cell.getBgColor() + 1 : 0;
  const bits = attributeReaders.reduce((sum, read, bit) => sum | (read(cell) === 0 ? 0 : 1 << bit), 0);
  return packStyle(foreground, background, bits);
}

/** The emulator's own tables are of Unicode 6: this gives it widths of today, as terminals and tmux have them. */
function installModernWidths(emulator: Emulator): void {
  const widthOf = (codePoint: number): 0 | 1 | 2 => {
    const width = displayWidth(String.fromCodePoint(codePoint));
    return width === 0 ? 0 : width === 1 ? 1 : 2;
  };
  emulator.unicode.register({
    version: 'modern',
    wcwidth: widthOf,
    charProperties: (codePoint, preceding) => {
      const width = widthOf(codePoint);
      const before = (preceding >> 1) & 3;
      const joins = width === 0 && before > 0;
      return ((joins ? before : width) << 1) | (joins ? 1 : 0);
    },
  });
  emulator.unicode.activeVersion = 'modern';
}

function readGrid(emulator: Emulator): CellGrid {
  const { cols: columns, rows } = emulator;
  const texts: string[] = [];
  const styles: number[] = [];
  const buffer = emulator.buffer.active;
  for (let row = 0; row < rows; row++) {
    const line = buffer.getLine(buffer.viewportY + row);
    for (let column = 0; column < columns; column++) {
      const cell = line?.getCell(column);
      const text = cell === undefined ? ' ' : cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
      const style = cell === undefined ? 0 : styleOf(cell);
      texts.push(text);
      styles.push(text === ' ' ? blankStyle(style) : style);
    }
  }
  return { columns, rows, texts, styles };
}

export function createScreen(size: GridSize): Screen {
  const emulator = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
    scrollback: 200,
  });
  installModernWidths(emulator);
  let hidden = false;
  emulator.parser.registerCsiHandler({ prefix: '?', final: 'h' }, (parameters) => {
    if (parameters.includes(25)) hidden = false;
    return false;
  });
  emulator.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (parameters) => {
    if (parameters.includes(25)) hidden = true;
    return false;
  });
  return {
    get size() {
      return { columns: emulator.cols, rows: emulator.rows };
    },
    write: (bytes) => new Promise((resolve) => emulator.write(bytes, resolve)),
    resize: ({ columns, rows }) => emulator.resize(columns, rows),
    grid: () => readGrid(emulator),
    text: () => {
      const buffer = emulator.buffer.active;
      const lines = Array.from(
        { length: emulator.rows },
        (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
      );
      return lines.map((line) => line.trimEnd()).join('\n');
    },
    get alternate() {
      return emulator.buffer.active.type === 'alternate';
    },
    get cursor() {
      return { row: emulator.buffer.active.cursorY, column: emulator.buffer.active.cursorX, hidden };
    },
    dispose: () => emulator.dispose(),
  };
}
