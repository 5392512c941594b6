import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Movement } from '../../../source/console/store/events.ts';
import { moveCursor, resolvePosition } from '../../../source/console/store/positions.ts';
import type { ListPosition } from '../../../source/console/store/state.ts';

const top: ListPosition = { id: undefined, index: 0, offset: 0 };

function listOf(length: number): { id: string }[] {
  return Array.from({ length }, (_, index) => ({ id: `row${index}` }));
}

describe('the cursor of a list', () => {
  it('stays on its entry when others come and go around it', () => {
    const rows = listOf(5);
    const onThird = moveCursor(moveCursor(top, rows, 10, 'down'), rows, 10, 'down');
    expect(resolvePosition(onThird, [{ id: 'new' }, ...rows], 10).index).toBe(3);
    expect(resolvePosition(onThird, rows.slice(1), 10).index).toBe(1);
  });

  it('goes to the neighbour when its entry is gone', () => {
    const rows = listOf(3);
    const last = moveCursor(top, rows, 10, 'last');
    expect(resolvePosition(last, rows.slice(0, 2), 10).index).toBe(1);
    expect(resolvePosition(last, [], 10).index).toBe(-1);
  });

  it('is in sight after any movements, in a list of any length and height', () => {
    const movement = fc.constantFrom<Movement>(
      ...(['up', 'down', 'page-up', 'page-down', 'half-up', 'half-down', 'first', 'last'] as const),
    );
    fc.assert(
      fc.property(
        fc.nat({ max: 300 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(movement, { maxLength: 20 }),
        (length, height, movements) => {
          const rows = listOf(length);
          const position = movements.reduce((at, each) => moveCursor(at, rows, height, each), top);
          const { index, offset } = resolvePosition(position, rows, height);
          expect(index).toBeGreaterThanOrEqual(length === 0 ? -1 : 0);
          expect(index).toBeLessThan(Math.max(1, length));
          expect(offset).toBeGreaterThanOrEqual(0);
          if (length > 0) {
            expect(index).toBeGreaterThanOrEqual(offset);
            expect(index).toBeLessThan(offset + height);
          }
          expect(offset).toBeLessThanOrEqual(Math.max(0, length - height));
        },
      ),
    );
  });

  it('shows the same window after the screen was small for a while', () => {
    const rows = listOf(100);
    const position = moveCursor(moveCursor(top, rows, 30, 'half-down'), rows, 30, 'half-down');
    const before = resolvePosition(position, rows, 30);
    resolvePosition(position, rows, 5);
    expect(resolvePosition(position, rows, 30)).toEqual(before);
  });
});
