import type { Movement } from './events.ts';
import type { ListPosition } from './state.ts';

/** Where the cursor and the window of a list really are, given its entries and how many fit. */
export interface ResolvedPosition {
  /** -1 in an empty list. */
  readonly index: number;
  readonly offset: number;
}

/** Something a list shows; the id stays while the list around it changes. */
export interface Identified {
  readonly id: string;
}

function findIndex(position: ListPosition, rows: readonly Identified[]): number {
  if (position.id === undefined || rows[position.index]?.id === position.id) return position.index;
  const index = rows.findIndex((row) => row.id === position.id);
  return index < 0 ? position.index : index;
}

/** Follows the entry the cursor was on, and keeps it in sight. */
export function resolvePosition(
  position: ListPosition,
  rows: readonly Identified[],
  height: number,
): ResolvedPosition {
  const index = Math.min(Math.max(0, findIndex(position, rows)), rows.length - 1);
  const furthest = Math.max(0, rows.length - height);
  const latest = Math.min(position.offset, index, furthest);
  return { index, offset: Math.max(0, latest, index - height + 1) };
}

function target(movement: Movement, index: number, last: number, height: number): number {
  const page = Math.max(1, height - 1);
  const half = Math.max(1, Math.floor(height / 2));
  switch (movement) {
    case 'up':
      return index - 1;
    case 'down':
      return index + 1;
    case 'page-up':
      return index - page;
    case 'page-down':
      return index + page;
    case 'half-up':
      return index - half;
    case 'half-down':
      return index + half;
    case 'first':
      return 0;
    case 'last':
      return last;
  }
}

/** The position with the cursor on the entry of that index, as near as there is one. */
export function placeCursor(
  position: ListPosition,
  rows: readonly Identified[],
  height: number,
  index: number,
): ListPosition {
  const { offset } = resolvePosition(position, rows, height);
  const clamped = Math.min(Math.max(0, index), rows.length - 1);
  const moved = { id: rows[clamped]?.id, index: Math.max(0, clamped), offset };
  return { ...moved, offset: resolvePosition(moved, rows, height).offset };
}

/** The position after a movement. */
export function moveCursor(
  position: ListPosition,
  rows: readonly Identified[],
  height: number,
  movement: Movement,
): ListPosition {
  const { index } = resolvePosition(position, rows, height);
  return placeCursor(position, rows, height, target(movement, index, rows.length - 1, height));
}
