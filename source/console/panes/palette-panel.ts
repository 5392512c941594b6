import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, paintLine, span } from '../look/paint.ts';
import { type PaletteEntry, paletteEntries, whyNoEntry } from '../palette/palette-entries.ts';
import type { ConsoleState, Mode } from '../store/state.ts';
import { framedLines } from '../widgets/framed.ts';
import { wrapText } from '../widgets/wrap-text.ts';

type PaletteMode = Extract<Mode, { kind: 'palette' }>;

const nameColumns = 30;
const keyColumns = 12;

function entryLine({ text, keys, description, dangerous, disabled }: PaletteEntry, columns: number): Line {
  const name = text.trimEnd();
  const style = disabled === undefined ? (dangerous ? 'danger' : 'plain') : 'dim';
  const wide = columns >= nameColumns + keyColumns + 20;
  return [
    span(style, name.padEnd(wide ? nameColumns : 0)),
    span('key', wide ? ` ${keys.slice(0, keyColumns).padEnd(keyColumns)}` : ' '),
    span(disabled === undefined ? 'dim' : 'warning', ` ${disabled ?? description}`),
  ];
}

/** What was typed, and what answers it, the best first. */
export function palettePanel(
  state: ConsoleState,
  mode: PaletteMode,
  look: Look,
  area: Area,
): readonly string[] {
  const columns = area.columns - 2;
  const entries = paletteEntries(state, mode.text);
  const height = Math.max(1, area.rows - 3);
  const offset = Math.max(0, mode.index - height + 1);
  const rows = entries.slice(offset, offset + height).map((entry, nth) => {
    const marked = offset + nth === mode.index;
    const line = [span('plain', marked ? look.glyphs.cursor : ' '), ...entryLine(entry, columns - 1)];
    return paintLine(look, line, columns, marked ? { over: 'selected' } : {});
  });
  const nothing = () =>
    wrapText(whyNoEntry(state, mode.text), columns - 1)
      .slice(0, height)
      .map((text) => paintLine(look, [span('warning', ` ${text}`)], columns));
  const typed: Line = [span('key', ' :'), span('plain', mode.text), span('accent', look.glyphs.caret)];
  const place = entries.length === 0 ? '' : `${mode.index + 1}/${entries.length}`;
  const frame = { ...area, title: [span('accent', 'command')], place, border: 'border-focused' as const };
  return framedLines(look, frame, [
    paintLine(look, typed, columns),
    ...(rows.length === 0 ? nothing() : rows),
  ]);
}
