import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, span } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import { problemRowsOf } from '../rows/list-rows.ts';
import type { ProblemRow } from '../rows/problem-rows.ts';
import type { ConsoleState } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { framedLines } from '../widgets/framed.ts';
import { listLines, listPlace } from '../widgets/list-lines.ts';

const partStyles: Readonly<Record<ProblemRow['part'], StyleName>> = {
  message: 'bad',
  place: 'strong',
  attempted: 'dim',
  answer: 'plain',
  hint: 'accent',
  space: 'plain',
};

const partIndents: Readonly<Record<ProblemRow['part'], string>> = {
  message: '',
  place: '  at ',
  attempted: '  while ',
  answer: '  | ',
  hint: '  ',
  space: '',
};

function problemLine({ part, text }: ProblemRow): Line {
  return [span(partStyles[part], ` ${partIndents[part]}${text}`)];
}

/** What went wrong: where, in whose words, and what to do next. */
export function problemsPane(state: ConsoleState, look: Look, { columns, rows }: Area): readonly string[] {
  const listed = problemRowsOf(state);
  const position = state.positions.problems;
  const height = rows - 2;
  const frame = {
    columns,
    rows,
    title: [span('bad', countOf(state.problems.length, 'problem'))],
    corner: [span('dim', 'Esc closes')],
    place: listPlace(listed, position),
    border: 'bad' as const,
  };
  const view = { rows: listed, position, columns: columns - 2, height, focused: false, line: problemLine };
  return framedLines(look, frame, listLines(look, view));
}
