/** A text that wants to stand beside a cell. */
export interface WantedLabel<Subject> {
  readonly subject: Subject;
  readonly column: number;
  readonly row: number;
  /** In columns. */
  readonly width: number;
  /** Stands there even over another. */
  readonly must: boolean;
}

export interface PlacedLabel<Subject> {
  readonly subject: Subject;
  readonly column: number;
  readonly row: number;
}

interface Room {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Finds each label a place where nothing else stands: at the right, at the left, then a line above or below. The
 * first ones have the choice; one that finds no room is left out unless it must be there.
 */
export function placeLabels<Subject>(
  wanted: readonly WantedLabel<Subject>[],
  room: Room,
): readonly PlacedLabel<Subject>[] {
  const taken = new Set(wanted.map(({ column, row }) => `${column} ${row}`));
  return wanted.flatMap(({ subject, width, must, ...at }) => {
    const candidates = besides(at.column, at.row, width);
    const free = candidates.find((place) => fits(place, width, room) && isFree(place, width, taken));
    const chosen = free ?? (must ? pushInside(candidates[0] ?? at, width, room) : undefined);
    if (chosen === undefined) return [];
    for (const cell of cellsOf(chosen, width)) taken.add(cell);
    return [{ subject, ...chosen }];
  });
}

interface Cell {
  readonly column: number;
  readonly row: number;
}

function besides(column: number, row: number, width: number): readonly Cell[] {
  const right = column + 2;
  const left = column - 1 - width;
  return [
    { column: right, row },
    { column: left, row },
    { column: right, row: row - 1 },
    { column: right, row: row + 1 },
    { column: left, row: row - 1 },
    { column: left, row: row + 1 },
    { column, row: row - 1 },
    { column, row: row + 1 },
  ];
}

function fits({ column, row }: Cell, width: number, { columns, rows }: Room): boolean {
  return column >= 0 && row >= 0 && row < rows && column + width <= columns;
}

function isFree(place: Cell, width: number, taken: ReadonlySet<string>): boolean {
  return cellsOf(place, width).every((cell) => !taken.has(cell));
}

/** A column more than the text at its end, so that two do not touch. */
function cellsOf({ column, row }: Cell, width: number): readonly string[] {
  return Array.from({ length: width + 1 }, (_, index) => `${column + index} ${row}`);
}

function pushInside({ column, row }: Cell, width: number, { columns, rows }: Room): Cell {
  return {
    column: Math.max(0, Math.min(column, columns - width)),
    row: Math.max(0, Math.min(row, rows - 1)),
  };
}
