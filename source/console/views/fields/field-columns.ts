import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { levelStyle } from '../../panes/header.ts';
import { sparkline } from '../../rows/sparkline.ts';
import type { Column } from '../../widgets/columns.ts';
import { type FieldRow, meaningOf } from './field-rows.ts';

const widestSparkline = 24;

function shownValue(row: FieldRow, { glyphs }: Look): string {
  if (row.kind === 'heading') return '';
  if (row.counts === undefined) return row.value;
  return `${sparkline(row.counts, widestSparkline, glyphs.bars)} ${row.value}`;
}

/** The columns of the page: what it is, its value, and where there is room what that means. */
export function fieldColumns(look: Look): readonly Column<FieldRow>[] {
  return [
    {
      key: 'level',
      title: '',
      priority: 0,
      min: 1,
      max: 1,
      cell: (row) =>
        row.kind === 'heading' || row.level === undefined
          ? span('plain', '')
          : span(levelStyle(row.level), look.glyphs.levels[row.level]),
    },
    {
      key: 'label',
      title: '',
      priority: 0,
      min: 12,
      max: 26,
      cell: (row) => (row.kind === 'heading' ? span('accent', row.title) : span('dim', row.label)),
    },
    {
      key: 'value',
      title: 'value',
      priority: 0,
      min: 16,
      max: 34,
      grow: true,
      cell: (row) => {
        const isWrong = row.kind === 'field' && (row.level === 'bad' || row.level === 'warning');
        return span(isWrong ? levelStyle(row.level ?? 'good') : 'plain', shownValue(row, look));
      },
    },
    {
      key: 'means',
      title: 'what it means',
      priority: 4,
      min: 24,
      max: 400,
      grow: true,
      cell: (row) => span('dim', row.kind === 'heading' ? '' : meaningOf(row)),
    },
  ];
}
