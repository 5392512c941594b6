import type { Look } from '../look/look.ts';
import { type Line, span } from '../look/paint.ts';
import type { TroubleRow } from '../rows/trouble-rows.ts';

/** One line of what is wrong with a host as a whole. */
export function troubleLine({ level, first, text }: TroubleRow, { glyphs }: Look): Line {
  const style = level === 'hint' ? 'accent' : level;
  const sign = first && level !== 'hint' ? glyphs.levels[level] : ' ';
  return [span(style, ` ${sign} ${text}`)];
}
