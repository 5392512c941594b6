import type { ChannelRoutes, CounterRow } from './protocols.ts';
import { isDigit, readNumber, splitWords } from './reply-lines.ts';

/**
 * The column names of `Route change stats:`. They are the same in every channel of a reply, so the last heading
 * is remembered.
 */
export class CounterHeadings {
  #heading = '';
  #columns: readonly string[] = [];

  columnsOf(heading: string): readonly string[] {
    if (heading !== this.#heading) {
      this.#heading = heading;
      this.#columns = splitHeading(heading);
    }
    return this.#columns;
  }
}

/** Columns stand two or more spaces apart, and may hold single ones (`RX limit`). */
function splitHeading(value: string): string[] {
  const columns: string[] = [];
  for (const word of value.split('  ')) {
    const column = word.trim();
    if (column !== '') columns.push(column);
  }
  return columns;
}

const rows = new Map<string, CounterRow>([
  ['Import updates', 'importUpdates'],
  ['Import withdraws', 'importWithdraws'],
  ['Export updates', 'exportUpdates'],
  ['Export withdraws', 'exportWithdraws'],
]);

export function counterRowOf(label: string): CounterRow | undefined {
  return rows.get(label);
}

/** Cells of a row; `---12` without a space between is two cells (BIRD 3.0). Undefined where one is no number. */
function splitCells(value: string): (number | null)[] | undefined {
  const cells: (number | null)[] = [];
  let index = 0;
  while (index < value.length) {
    const code = value.charCodeAt(index);
    if (code <= 32) {
      index += 1;
    } else if (value.startsWith('---', index)) {
      cells.push(null);
      index += 3;
    } else {
      const start = index;
      while (index < value.length && isDigit(value.charCodeAt(index))) index += 1;
      const count = readNumber(value, start, index);
      if (count === undefined) return undefined;
      cells.push(count);
    }
    if (cells.length > 32) return undefined;
  }
  return cells;
}

/**
 * A row of counters by the heading's names. BIRD 3.0 prints fewer cells than columns in some rows: what is
 * missing always stands beside the last `---`, and the last cell is always the last column.
 * Undefined where a cell is no number or there are more cells than columns.
 */
export function parseCounterRow(
  columns: readonly string[],
  value: string,
): Record<string, number | null> | undefined {
  const cells = splitCells(value);
  if (cells === undefined || cells.length > columns.length) return undefined;
  const missing = columns.length - cells.length;
  if (missing > 0) {
    const lastEmpty = cells.lastIndexOf(null);
    const at = lastEmpty === -1 ? Math.max(cells.length - 1, 0) : lastEmpty;
    cells.splice(at, 0, ...new Array<null>(missing).fill(null));
  }
  const counters: Record<string, number | null> = {};
  for (const [index, column] of columns.entries()) counters[column] = cells[index] ?? null;
  return counters;
}

/** `2 imported, 2 filtered, 1 exported, 0 preferred`; undefined where nothing of it can be read. */
export function parseChannelRoutes(value: string): ChannelRoutes | undefined {
  const counts: Record<keyof ChannelRoutes, number | null> = {
    imported: null,
    filtered: null,
    exported: null,
    preferred: null,
  };
  let found = false;
  for (const part of value.split(',', 8)) {
    const [digits = '', kind = ''] = splitWords(part);
    const count = readNumber(digits);
    if (count === undefined) continue;
    if (kind === 'imported' || kind === 'filtered' || kind === 'exported' || kind === 'preferred') {
      counts[kind] = count;
      found = true;
    }
  }
  return found ? counts : undefined;
}
