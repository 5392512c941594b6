import type { CellGrid } from './cell-grid.ts';
import { blankStyle, type CellStyle, plainStyle, styleTransition } from './cell-style.ts';

/** Where the terminal's cursor is and how it writes; the column is undefined where terminals disagree. */
export interface Pen {
  readonly row: number;
  readonly column: number | undefined;
  readonly style: CellStyle;
}

export interface Encoded {
  readonly bytes: string;
  readonly pen: Pen;
}

/** Gaps longer than this are never cheaper to write over than to jump. */
const longestRewrittenGap = 7;
/** `CSI K` and the style change it may need cost about this much: shorter tails are written as blanks. */
const shortestErasedTail = 4;
/** The same for `CSI n X` and the move over what it erased. */
const shortestErasedRun = 12;

function isBoxOrAscii(text: string): boolean {
  const code = text.charCodeAt(0);
  return text.length === 1 && ((code >= 0x20 && code < 0x7f) || (code >= 0x2500 && code < 0x2580));
}

/**
 * The shortest bytes that turn the screen that shows `before` into one that shows `after`. Both have the same
 * size, the terminal does not wrap at the last column, and the pen is where the last call left it.
 */
export function encodeDifference(before: CellGrid, after: CellGrid, pen: Pen): Encoded {
  const encoder = new Encoder(before, after, pen);
  for (let row = 0; row < after.rows; row++) encoder.encodeRow(row);
  return encoder.result();
}

class Encoder {
  private bytes = '';
  private row: number;
  private column: number | undefined;
  private style: CellStyle;

  constructor(
    private readonly before: CellGrid,
    private readonly after: CellGrid,
    pen: Pen,
  ) {
    this.row = pen.row;
    this.column = pen.column;
    this.style = pen.style;
  }

  result(): Encoded {
    return { bytes: this.bytes, pen: { row: this.row, column: this.column, style: this.style } };
  }

  encodeRow(row: number): void {
    const { columns } = this.after;
    const start = row * columns;
    const last = this.lastChanged(start, start + columns);
    if (last < start) return;
    const tail = this.startOfBlankTail(start, start + columns);
    const erase = last >= tail && last - tail + 1 >= shortestErasedTail;
    const end = erase ? tail : last + 1;
    let at = start;
    while (at < end) {
      if (!this.changed(at) || this.after.texts[at] === '') {
        at += 1;
        continue;
      }
      this.moveTo(row, at - start);
      const run = this.blankRun(at, end);
      if (run >= shortestErasedRun) this.eraseRun(run);
      else this.write(at);
      at += run >= shortestErasedRun ? run : 1;
    }
    if (erase) this.eraseTail(row, tail);
  }

  private changed(at: number): boolean {
    return this.before.texts[at] !== this.after.texts[at] || this.before.styles[at] !== this.after.styles[at];
  }

  private lastChanged(start: number, end: number): number {
    let at = end - 1;
    while (at >= start && !this.changed(at)) at -= 1;
    return at;
  }

  /** The first cell of the row after which there are only plain blanks. */
  private startOfBlankTail(start: number, end: number): number {
    let at = end;
    while (at > start && this.isPlainBlank(at - 1)) at -= 1;
    return at;
  }

  /** How many cells from here to the last changed one of a run of plain blanks. */
  private blankRun(at: number, end: number): number {
    let length = 0;
    for (let cell = at; cell < end && this.isPlainBlank(cell); cell++) {
      if (this.changed(cell)) length = cell - at + 1;
    }
    return length;
  }

  private isPlainBlank(at: number): boolean {
    return this.after.texts[at] === ' ' && this.after.styles[at] === plainStyle;
  }

  private eraseRun(length: number): void {
    this.bytes += `${styleTransition(this.style, plainStyle)}\u001b[${length}X`;
    this.style = plainStyle;
  }

  private eraseTail(row: number, tail: number): void {
    const { columns } = this.after;
    let from = tail;
    while (!this.changed(from)) from += 1;
    this.moveTo(row, from - row * columns);
    this.bytes += `${styleTransition(this.style, plainStyle)}\u001b[K`;
    this.style = plainStyle;
  }

  private write(at: number): void {
    const text = this.after.texts[at] ?? ' ';
    const style = this.after.styles[at] ?? plainStyle;
    const wide = at + 1 < this.after.texts.length && this.after.texts[at + 1] === '';
    if (!this.writesAlike(text, style)) {
      this.bytes += styleTransition(this.style, style);
      this.style = style;
    }
    this.bytes += text;
    this.advance(text, wide ? 2 : 1);
  }

  /** A blank needs no change of style where the difference cannot be seen. */
  private writesAlike(text: string, style: CellStyle): boolean {
    return style === this.style || (text === ' ' && style === blankStyle(this.style));
  }

  /** After the last column, and after graphemes whose width fonts and tables disagree on, the next move is absolute. */
  private advance(text: string, width: number): void {
    const next = (this.column ?? 0) + width;
    this.column = next >= this.after.columns || !isBoxOrAscii(text) ? undefined : next;
  }

  private moveTo(row: number, column: number): void {
    if (row === this.row && column === this.column) return;
    this.bytes += this.cheapestMove(row, column);
    this.row = row;
    this.column = column;
  }

  private cheapestMove(row: number, column: number): string {
    let best = `\u001b[${row + 1}${column === 0 ? '' : `;${column + 1}`}H`;
    for (const move of this.moves(row, column)) if (move.length < best.length) best = move;
    return best;
  }

  private *moves(row: number, column: number): Generator<string> {
    if (row === this.row) yield* this.movesInRow(column);
    if (this.column !== undefined && column === this.column) yield* movesInColumn(row - this.row);
    if (column === 0 && row > this.row && row - this.row <= 3) yield `\r${'\n'.repeat(row - this.row)}`;
  }

  private *movesInRow(column: number): Generator<string> {
    yield column === 0 ? '\r' : `\u001b[${column + 1}G`;
    if (this.column === undefined) return;
    const distance = column - this.column;
    if (distance > 0) {
      yield `\u001b[${distance === 1 ? '' : distance}C`;
      const gap = this.gap(this.column, column);
      if (gap !== undefined) yield gap;
    } else {
      yield '\b'.repeat(-distance);
      yield `\u001b[${distance === -1 ? '' : -distance}D`;
    }
  }

  /** The unchanged cells between two columns, where writing them again needs no change of style. */
  private gap(from: number, to: number): string | undefined {
    if (to - from > longestRewrittenGap) return undefined;
    let text = '';
    for (let column = from; column < to; column++) {
      const at = this.row * this.after.columns + column;
      const cell = this.after.texts[at] ?? '';
      if (!this.writesAlike(cell, this.after.styles[at] ?? plainStyle) || !isBoxOrAscii(cell))
        return undefined;
      text += cell;
    }
    return text;
  }
}

function* movesInColumn(distance: number): Generator<string> {
  if (distance > 0) yield `\u001b[${distance === 1 ? '' : distance}B`;
  if (distance < 0) yield `\u001b[${distance === -1 ? '' : -distance}A`;
}
