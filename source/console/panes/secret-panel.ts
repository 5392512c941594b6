import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, paintLine, span } from '../look/paint.ts';
import type { Mode } from '../store/state.ts';
import { framedLines } from '../widgets/framed.ts';
import { wrapText } from '../widgets/wrap-text.ts';

type SecretMode = Extract<Mode, { kind: 'secret' }>;

/** What is typed, as as many stars. */
export function secretLine(length: number, { glyphs }: Look): Line {
  return [span('key', ' > '), span('plain', '*'.repeat(length)), span('accent', glyphs.caret)];
}

/** Asks for something that is typed unseen. */
export function secretPanel({ question, length }: SecretMode, look: Look, area: Area): readonly string[] {
  const lines: readonly Line[] = [
    ...question.lines
      .flatMap((line) => wrapText(line, area.columns - 4))
      .map((line): Line => [span('plain', ` ${line}`)]),
    [],
    secretLine(length, look),
  ];
  const frame = { ...area, title: [span('danger', question.title)], border: 'accent' as const };
  return framedLines(
    look,
    frame,
    lines.map((line) => paintLine(look, line, area.columns - 2)),
  );
}
