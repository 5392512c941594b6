import type { Look } from '../look/look.ts';
import { type Line, lineWidth, paint, paintLine, span } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';

export interface FrameOptions {
  readonly columns: number;
  readonly rows: number;
  readonly title: Line;
  /** At the right of the upper border. */
  readonly corner?: Line;
  /** At the right of the lower border. */
  readonly place?: string;
  readonly border: StyleName;
}

function upperBorder({ glyphs }: Look, { columns, title, corner = [], border }: FrameOptions): Line {
  const { topLeft, topRight, horizontal } = glyphs.border;
  const room = columns - 6;
  const left = lineWidth(title) <= room ? title : [{ ...(title[0] ?? span('plain', '')) }];
  const right = corner.length > 0 && lineWidth(left) + lineWidth(corner) + 3 <= room ? corner : [];
  const rest = columns - 5 - Math.min(room, lineWidth(left)) - (right.length > 0 ? lineWidth(right) + 3 : 0);
  return [
    span(border, `${topLeft}${horizontal} `),
    ...left,
    span(border, ` ${horizontal.repeat(Math.max(0, rest))}`),
    ...(right.length > 0 ? [span('plain', ' '), ...right, span('plain', ' '), span(border, horizontal)] : []),
    span(border, topRight),
  ];
}

function lowerBorder({ glyphs }: Look, { columns, place = '', border }: FrameOptions): Line {
  const { bottomLeft, bottomRight, horizontal } = glyphs.border;
  const label = place === '' ? '' : ` ${place} `;
  const rest = columns - 3 - label.length;
  return [
    span(border, bottomLeft + horizontal.repeat(Math.max(0, rest))),
    span('dim', label),
    span(border, horizontal + bottomRight),
  ];
}

/** Lines in a box of exactly the given size; what is too much is cut, what is missing is blank. */
export function framedLines(look: Look, options: FrameOptions, lines: readonly string[]): readonly string[] {
  const { columns, rows, border } = options;
  const side = paint(look.theme, border, look.glyphs.border.vertical);
  const blank = ' '.repeat(Math.max(0, columns - 2));
  const inner = Array.from(
    { length: Math.max(0, rows - 2) },
    (_, row) => `${side}${lines[row] ?? blank}${side}`,
  );
  return [
    paintLine(look, upperBorder(look, options), columns),
    ...inner,
    paintLine(look, lowerBorder(look, options), columns),
  ];
}
