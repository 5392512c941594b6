import { wrapText } from '../../widgets/wrap-text.ts';
import { type DeployRow, type HostRow, textRow } from './deploy-row.ts';
import { stepCount } from './host-words.ts';

/** Long words broken over as many rows as they need in so many columns, those of a host under its line. */
export function fitRows(rows: readonly DeployRow[], columns: number): readonly DeployRow[] {
  return rows.flatMap((row): readonly DeployRow[] => {
    if (row.kind === 'text') return wrapRow(row, columns);
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

function hostWidth({ nameColumns, wave, countdown, words }: HostRow): number {
  const waveColumns = wave === undefined ? 0 : 4;
  const countdownColumns = countdown === undefined ? 0 : 15 + countdown.length;
  const textColumns = words.text === '' ? 0 : words.text.length + 2;
  return (
    2 + nameColumns + waveColumns + 2 + stepCount + 2 + words.word.length + countdownColumns + textColumns
  );
}
