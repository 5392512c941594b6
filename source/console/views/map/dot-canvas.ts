import type { StyleName } from '../../look/theme.ts';
import type { DotPoint } from './viewport.ts';

/** A cell of the screen: a character, and what it is. */
export interface MapCell {
  readonly text: string;
  readonly style: StyleName;
}

/** How dots become characters: braille packs two by four into one. */
export interface DotScript {
  readonly across: number;
  readonly down: number;
  /** The character of a cell with these dots, counted across and then down; never asked for an empty one. */
  character(dots: number): string;
}

const firstBraille = 0x2800;
/** The dots of a braille cell, across and then down, by the bit that Unicode gives them. */
const brailleBits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

export const brailleScript: DotScript = {
  across: 2,
  down: 4,
  character: (dots) =>
    String.fromCharCode(
      firstBraille + brailleBits.reduce((sum, bit, index) => sum + ((dots >> index) & 1 ? bit : 0), 0),
    ),
};

/** Where there are no braille characters, as on the Linux console. */
export const asciiScript: DotScript = {
  across: 1,
  down: 2,
  character: (dots) => (dots === 1 ? "'" : dots === 2 ? '.' : ':'),
};

/** A dot at `every` of a line that is drawn solid at 1. */
export interface Stroke {
  readonly style: StyleName;
  readonly every: number;
}

/** A grid of dots, each in a style; of two styles in one cell the later drawn is seen. */
export class DotCanvas {
  readonly #dots: Uint8Array;
  readonly #styles: (StyleName | undefined)[];

  constructor(
    readonly columns: number,
    readonly rows: number,
    readonly script: DotScript,
  ) {
    this.#dots = new Uint8Array(columns * rows);
    this.#styles = new Array<StyleName | undefined>(columns * rows);
  }

  /** Dots across and down. */
  get size(): DotPoint {
    return { x: this.columns * this.script.across, y: this.rows * this.script.down };
  }

  dot({ x, y }: DotPoint, style: StyleName): void {
    const { across, down } = this.script;
    if (x < 0 || y < 0 || x >= this.size.x || y >= this.size.y) return;
    const cell = Math.floor(y / down) * this.columns + Math.floor(x / across);
    const hadOther = this.#styles[cell] !== undefined && this.#styles[cell] !== style;
    const bit = 1 << ((y % down) * across + (x % across));
    this.#dots[cell] = (hadOther ? 0 : (this.#dots[cell] ?? 0)) | bit;
    this.#styles[cell] = style;
  }

  /** A straight line; nothing of it where both ends are beyond the same edge. */
  line(from: DotPoint, to: DotPoint, { style, every }: Stroke): void {
    if (this.#misses(from, to)) return;
    const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
    for (let step = 0; step <= steps; step += every) {
      const along = step / steps;
      const x = Math.round(from.x + (to.x - from.x) * along);
      const y = Math.round(from.y + (to.y - from.y) * along);
      this.dot({ x, y }, style);
    }
  }

  #misses(from: DotPoint, to: DotPoint): boolean {
    const { x, y } = this.size;
    if (Math.max(from.x, to.x) < 0 || Math.min(from.x, to.x) >= x) return true;
    return Math.max(from.y, to.y) < 0 || Math.min(from.y, to.y) >= y;
  }

  /** The cells row by row; an empty one is a blank. */
  cells(): MapCell[][] {
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from({ length: this.columns }, (_, column): MapCell => {
        const at = row * this.columns + column;
        const dots = this.#dots[at] ?? 0;
        if (dots === 0) return { text: ' ', style: 'plain' };
        return { text: this.script.character(dots), style: this.#styles[at] ?? 'plain' };
      }),
    );
  }
}
