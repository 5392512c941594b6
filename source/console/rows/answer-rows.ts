import type { AnswerLine } from '../store/state.ts';

export interface AnswerRow extends AnswerLine {
  readonly id: string;
  /** Goes on from the row before. */
  readonly continued: boolean;
}

/** An answer as lines to scroll through, the long ones broken. */
export function buildAnswerRows(
  lines: readonly AnswerLine[],
  wrap: (text: string) => readonly string[],
): readonly AnswerRow[] {
  return lines
    .flatMap(({ part, text }) => wrap(text).map((piece, nth) => ({ part, text: piece, continued: nth > 0 })))
    .map((row, index) => ({ ...row, id: String(index) }));
}
