import { displayWidth } from '../frame/clusters.ts';
import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { fitText, type Line, paintLine, span } from '../look/paint.ts';
import type { Mode } from '../store/state.ts';
import { framedLines } from '../widgets/framed.ts';
import { wrapText } from '../widgets/wrap-text.ts';

type TextMode = Extract<Mode, { kind: 'text' }>;

const prompt = ' > ';

/** Asks for something that is typed in the open, such as a reason, or the name of what is at stake. */
export function textPanel({ question, text }: TextMode, look: Look, area: Area): readonly string[] {
  const columns = area.columns - 2;
  const lines: readonly Line[] = [
    ...question.lines
      .flatMap((line) => wrapText(line, columns - 2))
      .map((line): Line => [span('plain', ` ${line}`)]),
    [],
    typedLine(text, columns, look),
  ];
  const border = question.typed?.expected === undefined ? ('accent' as const) : ('danger' as const);
  const frame = { ...area, title: [span(border, question.title)], border };
  return framedLines(
    look,
    frame,
    lines.map((line) => paintLine(look, line, columns)),
  );
}

/** What is typed, its end in sight. */
function typedLine(text: string, columns: number, { glyphs }: Look): Line {
  const room = Math.max(1, columns - prompt.length - 2);
  let shown = text;
  while (displayWidth(shown) > room) shown = [...shown].slice(1).join('');
  return [
    span('key', prompt),
    span('plain', fitText(shown, room, glyphs.ellipsis)),
    span('accent', glyphs.caret),
  ];
}
