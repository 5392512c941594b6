import { whyNoExplanation, whyNoJump } from '../../keys/disabled.ts';
import { scopeOf } from '../../rows/scope.ts';
import type { ConsoleState } from '../../store/state.ts';
import { defineView } from '../define-view.ts';
import type { View } from '../view.ts';
import { diffLine } from './diff-line.ts';
import { explainLine } from './explain-line.ts';
import { jumpToFile } from './jump-to-file.ts';
import { diffRowsOf } from './shown-diff.ts';

/** What a render changed, or what a sync would. */
export const diffView: View<'diff'> = defineView({
  name: 'diff',
  key: '3',
  description: 'The last differences, of a render or against the hosts',
  rows: diffRowsOf,
  line: diffLine,
  empty: (state) => emptyText(state, scopeOf(state).title),
  subject: (row) => {
    if (row.kind !== 'file' && row.kind !== 'line') return undefined;
    const [host] = row.hosts;
    return host === undefined ? undefined : { host, file: row.path };
  },
  keys: [
    {
      keys: ['n'],
      action: 'next-file',
      title: 'next file',
      description: 'The next changed file',
      footer: 4,
      disabled: whyNoJump,
      run: jumpToFile(1),
    },
    {
      keys: ['N', 'p'],
      action: 'previous-file',
      title: 'previous file',
      description: 'The changed file before',
      disabled: whyNoJump,
      run: jumpToFile(-1),
    },
    {
      keys: ['w'],
      action: 'why',
      title: 'why',
      description: 'What made the line: template, variables, where each was set, and since which commit',
      footer: 4,
      disabled: whyNoExplanation,
      run: explainLine,
    },
    {
      keys: ['w'],
      action: 'why-from-elsewhere',
      title: 'why',
      description: 'Why the line under the cursor of the diff is there',
      anywhere: true,
      disabled: whyNoExplanation,
      run: explainLine,
    },
  ],
});

function emptyText({ changes }: ConsoleState, scope: string): string {
  if (changes === undefined) {
    return 'no differences yet: r renders and shows what changed in the files, s compares with the hosts';
  }
  if (changes.source === 'render') return `the last render changed nothing on ${scope}`;
  return `what is live on ${scope} is as rendered`;
}
