import type { Column } from '../widgets/columns.ts';
import type { SortOrder } from './table-settings.ts';

type SortKey = string | number;

const numberWidth = 15;

/** Numbers within names count as numbers: `edge9` is before `edge10`. */
function naturalKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(numberWidth, '0'));
}

function keyOf<Row>({ sort, cell }: Column<Row>, row: Row): SortKey | undefined {
  if (sort !== undefined) return sort(row);
  const { text } = cell(row);
  return text === '' || text === '-' ? undefined : naturalKey(text);
}

function compareKeys(left: SortKey, right: SortKey): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rows by a column; those that have nothing in it stay behind, and equal ones in the order they had. */
export function arrangeRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: SortOrder,
): readonly Row[] {
  const column = columns.find(({ key }) => key === order.column);
  if (column === undefined) return rows;
  const keyed = rows.map((row) => ({ row, key: keyOf(column, row) }));
  const direction = order.descending ? -1 : 1;
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined) {
      return Number(left.key === undefined) - Number(right.key === undefined);
    }
    return direction * compareKeys(left.key, right.key);
  });
  return keyed.map(({ row }) => row);
}
