import { type Line, span } from '../../look/paint.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { type FieldRow, meaningOf } from './field-rows.ts';

const mostLinesOfValue = 2;

/** The value under the cursor in full, and what it means. */
export function fieldDetail(row: FieldRow, columns: number): readonly Line[] {
  if (row.kind === 'heading') return [[span('strong', row.title)]];
  const value = wrapText(row.value, Math.max(1, columns - row.label.length - 2)).slice(0, mostLinesOfValue);
  const means = wrapText(meaningOf(row), columns);
  return [
    ...value.map(
      (text, nth): Line => [
        span('strong', (nth === 0 ? row.label : '').padEnd(row.label.length + 2)),
        span('plain', text),
      ],
    ),
    ...means.map((text): Line => [span('dim', text)]),
  ];
}
