import type { ActionContext } from '../../controller/controller.ts';
import { explanationLines } from '../../rows/answer-text.ts';
import { diffRowUnderCursor } from './shown-diff.ts';

/** Asks what made the line under the cursor, on the first of the hosts that have it. */
export function explainLine({ store, services, answers }: ActionContext): void {
  const row = diffRowUnderCursor(store.state);
  if (row?.kind !== 'line' || row.line.kind === 'removed') return;
  const [host] = row.hosts;
  if (host === undefined) return;
  const { path } = row;
  const { after: line, text } = row.line;
  answers.seek('why is this line here?', async () =>
    explanationLines(await services.why({ host, path, line }), text),
  );
}
