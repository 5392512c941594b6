import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, span } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import { problemRowsOf } from '../rows/list-rows.ts';
import type { ProblemRow } from '../rows/problem-rows.ts';
import { positionOf } from '../store/list-state.ts';
import type { ConsoleState } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { framedLines } from '../widgets/framed.ts';
import { listLines, listPlace } from '../widgets/list-lines.ts';

const partStyles: Readonly<Record<ProblemRow['part'], StyleName>> = {
  message: 'bad',
  warning: 'warning',
  place: 'strong',
  attempted: 'dim',
  answer: 'plain',
  hint: 'accent',
  space: 'plain',
};

const partIndents: Readonly<Record<ProblemRow['part'], string>> = {
  message: '',
  warning: '',
  place: '  at ',
  attempted: '  while ',
  answer: '  | ',
  hint: '  ',
  space: '',
};

function problemLine({ part, text }: ProblemRow): Line {
  return [span(partStyles[part], ` ${partIndents[part]}${text}`)];
}

/** How many there are of each kind. */
export function problemsTitle({ problems, warnings }: ConsoleState): Line {
  const counted: Line = problems.length === 0 ? [] : [span('bad', countOf(problems.length, 'problem'))];
  if (warnings.length === 0) return counted;
  const comma = counted.length === 0 ? [] : [span('plain', ', ')];
  return [...counted, ...comma, span('warning', countOf(warnings.length, 'warning'))];
}

/** What went wrong: where, in whose words, and what to do next. */
export function problemsPane(state: ConsoleState, look: Look, { columns, rows }: Area): readonly string[] {
  const listed = problemRowsOf(state);
  const position = positionOf(state, 'problems');
  const height = rows - 2;
  const frame = {
    columns,
    rows,
    title: problemsTitle(state),
    corner: [span('dim', 'Esc closes')],
    place: listPlace(listed, position),
    border: state.problems.length > 0 ? ('bad' as const) : ('border-focused' as const),
  };
  const view = { rows: listed, position, columns: columns - 2, height, focused: false, line: problemLine };
  return framedLines(look, frame, listLines(look, view));
}
