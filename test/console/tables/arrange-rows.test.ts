import fc from 'fast-check';
import { expect, it } from 'vitest';
import { span } from '../../../source/console/look/paint.ts';
import { arrangeRows } from '../../../source/console/tables/arrange-rows.ts';
import type { Column } from '../../../source/console/widgets/columns.ts';

interface Row {
  readonly id: string;
  readonly count: number | undefined;
}

const columns: readonly Column<Row>[] = [
  { key: 'name', title: 'name', priority: 1, min: 1, max: 9, cell: ({ id }) => span('plain', id) },
  {
    key: 'count',
    title: 'count',
    priority: 1,
    min: 1,
    max: 9,
    cell: ({ count }) => span('plain', count === undefined ? '-' : `${count}k`),
    sort: ({ count }) => count,
  },
];

const rows: readonly Row[] = [
  { id: 'edge10', count: 5 },
  { id: 'edge9', count: undefined },
  { id: 'Core1', count: 40 },
  { id: 'edge1', count: 5 },
];

function namesBy(column: string, descending = false): readonly string[] {
  return arrangeRows(rows, columns, { column, descending }).map(({ id }) => id);
}

it('sorts names with their numbers as numbers, in any case', () => {
  expect(namesBy('name')).toEqual(['Core1', 'edge1', 'edge9', 'edge10']);
  expect(namesBy('name', true)).toEqual(['edge10', 'edge9', 'edge1', 'Core1']);
});

it('keeps equal ones in their order, and those without a value behind, whichever way round', () => {
  expect(namesBy('count')).toEqual(['edge10', 'edge1', 'Core1', 'edge9']);
  expect(namesBy('count', true)).toEqual(['Core1', 'edge10', 'edge1', 'edge9']);
});

it('leaves the rows as they are for a column that is gone', () => {
  expect(namesBy('gone')).toEqual(rows.map(({ id }) => id));
});

it('loses nothing', () => {
  const row = fc.record({ id: fc.string(), count: fc.option(fc.integer(), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(row), fc.constantFrom('name', 'count'), fc.boolean(), (list, column, descending) => {
      const arranged = arrangeRows(list, columns, { column, descending });
      expect(new Set(arranged)).toEqual(new Set(list));
      expect(arranged).toHaveLength(list.length);
    }),
  );
});
