import { compileFilter } from '../rows/filter.ts';
import { wrapText } from '../widgets/wrap-text.ts';
import { type KeyTableRow, keyTable } from './key-table.ts';

export type HelpRow =
  | { readonly kind: 'section'; readonly id: string; readonly title: string }
  /** A line of what is said of some keys; either part may go on in the next one. */
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly keys: string;
      readonly text: string;
      readonly dangerous: boolean;
    };

/** Columns of the keys; more keys go on in the next line. */
export const keyColumns = 14;

/** The help as lines of so many columns: each section with its keys, where any of them matches. */
export function helpRows(filter: string, columns: number): readonly HelpRow[] {
  const matches = compileFilter(filter);
  return keyTable().flatMap(({ title, rows }) => {
    const shown = rows.filter((row) => matches(`${row.keys} ${row.title} ${row.description}`));
    if (shown.length === 0) return [];
    const section: HelpRow = { kind: 'section', id: title, title };
    return [section, ...shown.flatMap((row) => linesOf(title, row, columns))];
  });
}

function linesOf(section: string, { keys, description, dangerous }: KeyTableRow, columns: number): HelpRow[] {
  const left = wrapText(keys, keyColumns);
  const right = wrapText(description, Math.max(1, columns - keyColumns));
  return Array.from({ length: Math.max(left.length, right.length) }, (_, line) => ({
    kind: 'key',
    id: `${section} ${keys} ${line}`,
    keys: left[line] ?? '',
    text: right[line] ?? '',
    dangerous,
  }));
}
