import type { Look } from '../look/look.ts';
import { type Line, paintLine, span } from '../look/paint.ts';
import { type Identified, resolvePosition } from '../store/positions.ts';
import type { ListPosition } from '../store/state.ts';

export interface ListView<Row extends Identified> {
  readonly rows: readonly Row[];
  readonly position: ListPosition;
  readonly columns: number;
  readonly height: number;
  readonly focused: boolean;
  /** Ids of the entries the operator marked. */
  readonly marked?: ReadonlySet<string>;
  readonly line: (row: Row, index: number) => Line;
}

/** The rows of a list that are in sight, painted, with the cursor marked by a sign and, in focus, by inversion. */
export function listLines<Row extends Identified>(look: Look, view: ListView<Row>): readonly string[] {
  const { rows, position, columns, height, focused, marked, line } = view;
  const { index, offset } = resolvePosition(position, rows, height);
  return rows.slice(offset, offset + height).map((row, nth) => {
    const current = offset + nth === index;
    const isMarked = marked?.has(row.id) === true;
    const mark = signOf(look, current, isMarked);
    const style = isMarked ? 'accent' : focused ? 'plain' : 'dim';
    const over = current && focused ? { over: 'selected' as const } : {};
    return paintLine(look, [span(style, mark), ...line(row, offset + nth)], columns, over);
  });
}

function signOf({ glyphs }: Look, current: boolean, marked: boolean): string {
  if (marked) return current ? glyphs.markedCursor : glyphs.marked;
  return current ? glyphs.cursor : ' ';
}

/** Where the cursor is in a list, for the border: `12/340`; nothing for what has no entries. */
export function listPlace(rows: readonly Identified[], position: ListPosition): string {
  if (rows.length === 0) return '';
  return `${resolvePosition(position, rows, rows.length).index + 1}/${rows.length}`;
}
