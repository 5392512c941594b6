import stringWidth from 'string-width';
import { sanitizeLine } from '../../basics/sanitize.ts';

/** How well something is; each level has a sign of its own, besides its colour. */
export type Level = 'good' | 'warning' | 'bad';

const signs: Readonly<Record<Level, string>> = { good: '\u2713', warning: '!', bad: '\u2717' };
const colors: Readonly<Record<Level, number>> = { good: 32, warning: 33, bad: 31 };
const severity: Readonly<Record<Level, number>> = { bad: 0, warning: 1, good: 2 };

export interface Row {
  readonly level: Level;
  readonly cells: readonly string[];
  /** What is wrong, on a line of its own below. */
  readonly note?: string;
}

export interface TableOptions {
  readonly color?: boolean;
  /** Columns of the screen; the default is 80. */
  readonly width?: number;
}

/** Rows below their headings, worst first, cut to the screen's width; what is wrong stands below its row. */
export function formatRows(
  headings: readonly string[],
  rows: readonly Row[],
  { color = false, width = 80 }: TableOptions,
): string {
  const sorted = [...rows].sort((a, b) => severity[a.level] - severity[b.level]);
  const lines = [headings.map((heading) => heading.toUpperCase()), ...sorted.map((row) => row.cells)];
  const widths = fitWidths(lines, headings.length, width - 2);
  const format = (cells: readonly string[]) =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const text = [paint(`  ${format(lines[0] ?? [])}`, 2, color)];
  for (const { level, cells, note } of sorted) {
    text.push(`${paint(signs[level], colors[level], color)} ${format(cells)}`);
    for (const line of note === undefined ? [] : wrap(sanitizeLine(note), width - 4)) {
      text.push(`    ${paint(line, colors[level], color)}`);
    }
  }
  return text.join('\n');
}

/** Widths of the columns; where they do not fit, the widest one gives way first. */
function fitWidths(lines: readonly (readonly string[])[], columns: number, width: number): number[] {
  const widths = Array.from({ length: columns }, (_, column) =>
    lines.reduce((most, cells) => Math.max(most, stringWidth(cells[column] ?? '')), 0),
  );
  const gaps = 2 * (columns - 1);
  let excess = widths.reduce((sum, each) => sum + each, gaps) - width;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= 6) break;
    widths[widths.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}

function pad(cell: string, width: number): string {
  const text = cut(cell, width);
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}\u2026`;
}

const mostNoteLines = 3;

/** A text over a few lines, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  if (lines.length <= mostNoteLines) return lines.map((each) => cut(each, width));
  const rest = lines.slice(mostNoteLines - 1).join(' ');
  return [...lines.slice(0, mostNoteLines - 1), rest].map((each) => cut(each, width));
}

export function paint(text: string, code: number, color: boolean): string {
  return color ? `\u001b[${code}m${text}\u001b[0m` : text;
}
