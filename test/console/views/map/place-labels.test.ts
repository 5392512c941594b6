import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeLabels, type WantedLabel } from '../../../../source/console/views/map/place-labels.ts';

const room = { columns: 40, rows: 12 };

function wanted(subject: string, column: number, row: number, must = false): WantedLabel<string> {
  return { subject, column, row, width: subject.length, must };
}

it('puts a name at the right of its host, and at the left where the right is taken', () => {
  expect(placeLabels([wanted('coreams01', 10, 5), wanted('ixpams01', 9, 5)], room)).toEqual([
    { subject: 'coreams01', column: 12, row: 5 },
    { subject: 'ixpams01', column: 0, row: 5 },
  ]);
});

it('leaves a name out that has no room, but for the one that must be there', () => {
  const crowd = Array.from({ length: 30 }, (_, index) => wanted(`host-number-${index}`, 20, 5));
  const placed = placeLabels([...crowd, wanted('selected', 20, 5, true)], room);
  expect(placed.length).toBeLessThan(crowd.length);
  expect(placed.map(({ subject }) => subject)).toContain('selected');
});

it('never lets two touch, or one stand outside', () => {
  const label = fc.record({
    subject: fc.stringMatching(/^[a-z]{1,12}$/),
    column: fc.integer({ min: 0, max: 39 }),
    row: fc.integer({ min: 0, max: 11 }),
  });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 25 }), (hosts) => {
      const placed = placeLabels(
        hosts.map(({ subject, column, row }) => wanted(subject, column, row)),
        room,
      );
      const cells = placed.flatMap(({ subject, column, row }) =>
        [...subject].map((_, index) => `${column + index} ${row}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      for (const { subject, column } of placed) {
        expect(column).toBeGreaterThanOrEqual(0);
        expect(column + subject.length).toBeLessThanOrEqual(room.columns);
      }
    }),
  );
});
