import { type HelpRow, keyColumns } from '../keys/help-rows.ts';
import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, span } from '../look/paint.ts';
import { helpRowsOf } from '../rows/list-rows.ts';
import { positionOf } from '../store/list-state.ts';
import type { ConsoleState } from '../store/state.ts';
import { framedLines } from '../widgets/framed.ts';
import { listLines, listPlace } from '../widgets/list-lines.ts';
import { filterTitle } from './filter-title.ts';

function helpLine(row: HelpRow): Line {
  if (row.kind === 'section') return [span('accent', row.title)];
  const { keys, text, dangerous } = row;
  return [span(dangerous ? 'danger' : 'key', ` ${keys.padEnd(keyColumns)} `), span('plain', text)];
}

/** The keys, from the registry that feeds their dispatch. */
export function helpPane(state: ConsoleState, look: Look, { columns, rows }: Area): readonly string[] {
  const listed = helpRowsOf(state);
  const position = positionOf(state, 'help');
  const height = rows - 2;
  const frame = {
    columns,
    rows,
    title: filterTitle(state, 'help', span('tab', 'keys')),
    corner: [span('dim', 'Esc closes')],
    place: listPlace(listed, position),
    border: 'border-focused' as const,
  };
  const view = { rows: listed, position, columns: columns - 2, height, focused: true, line: helpLine };
  return framedLines(look, frame, listLines(look, view));
}
