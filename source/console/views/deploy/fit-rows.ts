import type { StyleName } from '../../look/theme.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { type DeployRow, type HostRow, textRow } from './deploy-row.ts';
import { stepCount } from './host-words.ts';

/** Long words broken over as many rows as they need in so many columns, those of a host under its line. */
export function fitRows(rows: readonly DeployRow[], columns: number): readonly DeployRow[] {
  return rows.flatMap((row): readonly DeployRow[] => {
    if (row.kind === 'text') return wrapRow(row, columns);
    if (row.kind === 'lock') return wrapAfter(row, signColumns, 'warning', columns);
    if (row.kind === 'standing') return wrapAfter(row, row.nameColumns + 2, row.level, columns);
    if (row.kind !== 'host' || hostWidth(row) <= columns) return [row];
    const { host, id, words } = row;
    const style = words.level === 'bad' ? 'plain' : 'dim';
    const text = textRow(`${id} words`, style, words.text, { indent: 2, host });
    return [{ ...row, words: { ...words, text: '' } }, ...wrapRow(text, columns)];
  });
}

function wrapRow(row: Extract<DeployRow, { kind: 'text' }>, columns: number): readonly DeployRow[] {
  const room = Math.max(20, columns - 2 * row.indent);
  if (row.text.length <= room) return [row];
  return wrapText(row.text, room).map((text, nth) =>
    nth === 0 ? { ...row, text } : { ...row, text, id: `${row.id} +${nth}` },
  );
}

const signColumns = 2;

/** Words after so many columns of their row, continued under themselves. */
function wrapAfter(
  row: Extract<DeployRow, { kind: 'lock' | 'standing' }>,
  before: number,
  style: StyleName,
  columns: number,
): readonly DeployRow[] {
  if (before + row.text.length <= columns) return [row];
  const [first = '', ...others] = wrapText(row.text, Math.max(20, columns - before));
  const about = row.host === undefined ? {} : { host: row.host };
  return [
    { ...row, text: first },
    ...others.map((text, nth) =>
      textRow(`${row.id} +${nth + 1}`, style, `${' '.repeat(before)}${text}`, about),
    ),
  ];
}

function hostWidth({ nameColumns, wave, countdown, words }: HostRow): number {
  const waveColumns = wave === undefined ? 0 : 4;
  const countdownColumns = countdown === undefined ? 0 : 15 + countdown.length;
  const textColumns = words.text === '' ? 0 : words.text.length + 2;
  return (
    2 + nameColumns + waveColumns + 2 + stepCount + 2 + words.word.length + countdownColumns + textColumns
  );
}
