import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, span } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import type { AnswerRow } from '../rows/answer-rows.ts';
import { answerRowsOf } from '../rows/list-rows.ts';
import { positionOf } from '../store/list-state.ts';
import type { Answer, AnswerLine, ConsoleState } from '../store/state.ts';
import { framedLines } from '../widgets/framed.ts';
import { listLines, listPlace } from '../widgets/list-lines.ts';

const partStyles: Readonly<Record<AnswerLine['part'], StyleName>> = {
  heading: 'strong',
  quote: 'accent',
  fact: 'plain',
  detail: 'dim',
  hint: 'accent',
  warning: 'warning',
  bad: 'bad',
  space: 'plain',
};

const partIndents: Readonly<Record<AnswerLine['part'], string>> = {
  heading: '',
  quote: '  ',
  fact: '',
  detail: '    ',
  hint: '',
  warning: '',
  bad: '',
  space: '',
};

function answerLine({ part, text, continued }: AnswerRow): Line {
  return [span(partStyles[part], ` ${partIndents[part]}${continued ? '  ' : ''}${text}`)];
}

/** The answer to what was asked about one thing. */
export function answerPane(
  state: ConsoleState,
  { title, complete }: Answer,
  look: Look,
  { columns, rows }: Area,
): readonly string[] {
  const listed = answerRowsOf(state);
  const position = positionOf(state, 'answer');
  const frame = {
    columns,
    rows,
    title: [span('tab', title)],
    corner: [complete ? span('dim', 'Esc closes') : span('accent', `looking it up${look.glyphs.ellipsis}`)],
    place: listPlace(listed, position),
    border: 'border-focused' as const,
  };
  const view = {
    rows: listed,
    position,
    columns: columns - 2,
    height: rows - 2,
    focused: false,
    line: answerLine,
  };
  return framedLines(look, frame, listLines(look, view));
}
