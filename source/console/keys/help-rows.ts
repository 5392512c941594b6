import { compileFilter } from '../rows/filter.ts';
import { type KeyTableRow, keyTable } from './key-table.ts';

export type HelpRow =
  | { readonly kind: 'section'; readonly id: string; readonly title: string }
  | { readonly kind: 'key'; readonly id: string; readonly row: KeyTableRow };

/** The help as lines: each section with its keys, where any of them matches. */
export function helpRows(filter: string): readonly HelpRow[] {
  const matches = compileFilter(filter);
  return keyTable().flatMap(({ title, rows }) => {
    const shown = rows.filter((row) => matches(`${row.keys} ${row.title} ${row.description}`));
    if (shown.length === 0) return [];
    const section: HelpRow = { kind: 'section', id: title, title };
    return [section, ...shown.map((row): HelpRow => ({ kind: 'key', id: `${title} ${row.keys}`, row }))];
  });
}
