import type { CellGrid, GridSize } from './cell-grid.ts';
import { applySgr, blankStyle, type CellStyle, plainStyle } from './cell-style.ts';
import { eachCluster } from './clusters.ts';

const escapeCode = 0x1b;
const newlineCode = 0x0a;
const sgr = /\u001b\[([0-9;:]*)m/y;
const otherSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -~])?/y;

const parametersOf = new Map<string, readonly number[]>();
const parametersLimit = 2048;

/** Parameters of an SGR sequence; sub-parameters after a colon are left out, an empty one is 0. */
function readParameters(text: string): readonly number[] {
  const hit = parametersOf.get(text);
  if (hit !== undefined) return hit;
  const codes = text.split(';').map((part) => Number.parseInt(part, 10) || 0);
  if (parametersOf.size >= parametersLimit) parametersOf.clear();
  parametersOf.set(text, codes);
  return codes;
}

/** A character that is one narrow cell whatever comes near it, marks aside: ASCII, Latin, and what frames are drawn with. */
function isSimple(code: number): boolean {
  return (
    (code >= 0x20 && code < 0x7f) ||
    (code > 0xa0 && code < 0x300 && code !== 0xad) ||
    (code >= 0x2500 && code < 0x25e0)
  );
}

/** A character that cannot join the one before it into one grapheme. */
function startsAnew(code: number): boolean {
  return Number.isNaN(code) || code < 0x300 || (code >= 0x2190 && code < 0x2800);
}

/**
 * Reads a frame - lines with SGR sequences, as Ink hands them over - into a grid of the given size. What is
 * outside the grid is cut, other control sequences are dropped, and a wide grapheme that would be halved is a blank.
 */
export function parseFrame(frame: string, { columns, rows }: GridSize): CellGrid {
  const texts = new Array<string>(columns * rows).fill(' ');
  const styles = new Int32Array(columns * rows);
  let style: CellStyle = plainStyle;
  let blank: CellStyle = plainStyle;
  let row = 0;
  let column = 0;
  let index = 0;

  const put = (text: string, width: number) => {
    if (column + width <= columns) {
      const at = row * columns + column;
      const empty = text === ' ';
      texts[at] = text;
      styles[at] = empty ? blank : style;
      if (width === 2) {
        texts[at + 1] = '';
        styles[at + 1] = style;
      }
    }
    column += width;
  };

  while (index < frame.length && row < rows) {
    const code = frame.charCodeAt(index);
    if (code === newlineCode) {
      row += 1;
      column = 0;
      index += 1;
    } else if (code === escapeCode) {
      sgr.lastIndex = index;
      const match = sgr.exec(frame);
      if (match === null) {
        otherSequence.lastIndex = index;
        index += otherSequence.exec(frame)?.[0].length ?? 1;
      } else {
        style = applySgr(style, readParameters(match[1] ?? ''));
        blank = blankStyle(style);
        index += match[0].length;
      }
    } else if (isSimple(code) && startsAnew(frame.charCodeAt(index + 1))) {
      put(frame.charAt(index), 1);
      index += 1;
    } else {
      const end = endOfRun(frame, index);
      for (const cluster of eachCluster(frame.slice(index, end))) put(cluster.text, cluster.width);
      index = end;
    }
  }
  return { columns, rows, texts, styles };
}

/** Where a run that needs segmentation ends: at a control, or before two simple characters in a row. */
function endOfRun(frame: string, start: number): number {
  let index = start + 1;
  while (index < frame.length) {
    const code = frame.charCodeAt(index);
    if (code === newlineCode || code === escapeCode) return index;
    if (isSimple(code) && code < 0x7f && startsAnew(frame.charCodeAt(index + 1))) return index;
    index += 1;
  }
  return index;
}
