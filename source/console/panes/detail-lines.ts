import type { Look } from '../look/look.ts';
import { type Line, paintLine, span } from '../look/paint.ts';
import type { ConsoleState } from '../store/state.ts';
import { viewOf } from '../views/views.ts';

/** Under a table, a rule and what its columns had no room for of the entry under the cursor. */
export function detailLines(
  state: ConsoleState,
  look: Look,
  columns: number,
  rows: number,
): readonly string[] {
  if (rows === 0) return [];
  const rule: Line = [span('border', ` ${look.glyphs.border.horizontal.repeat(columns - 2)} `)];
  const detail = viewOf(state)
    .detail(state, look, columns - 2)
    .map((line): Line => [span('plain', ' '), ...line]);
  return [rule, ...detail].slice(0, rows).map((line) => paintLine(look, line, columns));
}
