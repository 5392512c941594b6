import type { ActionContext } from '../../controller/controller.ts';
import type { AnswerLine } from '../../store/state.ts';
import type { FieldRow } from './field-rows.ts';

/** A title has no meaning of its own. */
export function whyNoMeaning(row: FieldRow | undefined): string | undefined {
  return row?.kind === 'field' ? undefined : 'this is a title: put the cursor on a value (F1 shows the keys)';
}

/** Says what the value under the cursor means. */
export function explainField({ answers }: ActionContext, row: FieldRow | undefined): void {
  if (row?.kind !== 'field') return;
  const lines: readonly AnswerLine[] = [
    { part: 'heading', text: row.label },
    { part: 'quote', text: row.value },
    { part: 'space', text: '' },
    { part: 'fact', text: row.means },
    ...(row.source === undefined ? [] : [{ part: 'detail' as const, text: row.source }]),
  ];
  answers.seek(`what does ${row.label === '' ? 'this' : row.label.toLowerCase()} mean?`, async () => lines);
}
