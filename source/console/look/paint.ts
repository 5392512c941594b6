import { sanitizeLine } from '../../basics/sanitize.ts';
import { displayWidth, eachCluster, isNarrow } from '../frame/clusters.ts';
import type { Look } from './look.ts';
import type { StyleName, Theme } from './theme.ts';

/** A piece of text and what it is. */
export interface Span {
  readonly text: string;
  readonly style: StyleName;
}

export type Line = readonly Span[];

export function span(style: StyleName, text: string): Span {
  return { style, text };
}

const longestText = 2000;

/** A text cut to so many columns, with an ellipsis where something was cut; of others' control characters nothing is left. */
export function fitText(text: string, columns: number, ellipsis: string): string {
  if (columns <= 0) return '';
  if (isNarrow(text)) return text.length <= columns ? text : text.slice(0, columns - 1) + ellipsis;
  const clean = sanitizeLine(text, longestText);
  let fitted = '';
  let beforeLast = '';
  let width = 0;
  for (const cluster of eachCluster(clean)) {
    if (width + cluster.width > columns) return beforeLast + ellipsis;
    fitted += cluster.text;
    width += cluster.width;
    if (width <= columns - 1) beforeLast = fitted;
  }
  return fitted;
}

/** A text in a style, without a trace of it after. */
export function paint(theme: Theme, style: StyleName, text: string): string {
  const codes = theme[style];
  return codes === '' || text === '' ? text : `\u001b[${codes}m${text}\u001b[0m`;
}

export interface LineOptions {
  /** Paints the whole line, its blanks included, in one style. */
  readonly over?: StyleName;
}

/** A line painted to exactly so many columns. */
export function paintLine(
  { theme, glyphs }: Look,
  line: Line,
  columns: number,
  options: LineOptions = {},
): string {
  let painted = '';
  let left = columns;
  for (const { style, text } of line) {
    if (left <= 0) break;
    const fitted = fitText(text, left, glyphs.ellipsis);
    left -= displayWidth(fitted);
    painted += options.over === undefined ? paint(theme, style, fitted) : fitted;
  }
  const padded = painted + ' '.repeat(Math.max(0, left));
  return options.over === undefined ? padded : paint(theme, options.over, padded);
}

/** Columns a line takes, uncut. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** One line at the left and one at the right of so many columns; the right one goes first when there is no room. */
export function spread(left: Line, right: Line, columns: number): Line {
  const gap = columns - lineWidth(left) - lineWidth(right);
  return gap >= 1 ? [...left, span('plain', ' '.repeat(gap)), ...right] : left;
}
