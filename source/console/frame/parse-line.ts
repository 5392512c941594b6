import { applySgr, blankStyle, type CellStyle, plainStyle } from './cell-style.ts';
import { eachCluster } from './clusters.ts';

/** A line as cells; `texts` and `styles` are as those of a grid. */
export interface LineCells {
  readonly texts: readonly string[];
  readonly styles: Int32Array;
  /** The style at its end, which goes on in the next line of the same text. */
  readonly style: CellStyle;
}

const escapeCode = 0x1b;
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
 * Reads a line with SGR sequences into so many cells. What is too much is cut, other control sequences are dropped,
 * and a wide grapheme that would be halved is a blank.
 */
export function parseLine(line: string, columns: number, from: CellStyle = plainStyle): LineCells {
  const texts = new Array<string>(columns).fill(' ');
  const styles = new Int32Array(columns);
  let style = from;
  let blank = blankStyle(style);
  let column = 0;
  let index = 0;

  const put = (text: string, width: number) => {
    if (column + width <= columns) {
      texts[column] = text;
      styles[column] = text === ' ' ? blank : style;
      if (width === 2) {
        texts[column + 1] = '';
        styles[column + 1] = style;
      }
    }
    column += width;
  };

  while (index < line.length) {
    const code = line.charCodeAt(index);
    if (code === escapeCode) {
      sgr.lastIndex = index;
      const match = sgr.exec(line);
      if (match === null) {
        otherSequence.lastIndex = index;
        index += otherSequence.exec(line)?.[0].length ?? 1;
      } else {
        style = applySgr(style, readParameters(match[1] ?? ''));
        blank = blankStyle(style);
        index += match[0].length;
      }
    } else if (isSimple(code) && startsAnew(line.charCodeAt(index + 1))) {
      put(line.charAt(index), 1);
      index += 1;
    } else {
      const end = endOfRun(line, index);
      for (const cluster of eachCluster(line.slice(index, end))) put(cluster.text, cluster.width);
      index = end;
    }
  }
  return { texts, styles, style };
}

/** Where a run that needs segmentation ends: at a control, or before two simple characters in a row. */
function endOfRun(line: string, start: number): number {
  let index = start + 1;
  while (index < line.length) {
    const code = line.charCodeAt(index);
    if (code === escapeCode) return index;
    if (isSimple(code) && code < 0x7f && startsAnew(line.charCodeAt(index + 1))) return index;
    index += 1;
  }
  return index;
}
