import type { ActionContext } from '../../controller/controller.ts';
import type { AnswerLine } from '../../store/state.ts';
import type { PeerRow } from './peer-rows.ts';

/** Says what the value under the cursor means; on a title, shows the keys. */
export function explainField({ store, answers }: ActionContext, row: PeerRow | undefined): void {
  if (row?.kind !== 'field') {
    store.dispatch({ type: 'mode-entered', mode: { kind: 'help' } });
    return;
  }
  const lines: readonly AnswerLine[] = [
    { part: 'heading', text: row.label },
    { part: 'quote', text: row.value },
    { part: 'space', text: '' },
    { part: 'fact', text: row.means },
    ...(row.source === undefined ? [] : [{ part: 'detail' as const, text: row.source }]),
  ];
  answers.seek(`what does ${row.label === '' ? 'this' : row.label.toLowerCase()} mean?`, async () => lines);
}
