import { span } from '../../look/paint.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { defineView } from '../define-view.ts';
import type { View } from '../view.ts';
import { logColumns } from './log-columns.ts';
import { logRowsOf } from './shown-log.ts';

/** What was run. */
export const logView: View<'log'> = defineView({
  name: 'log',
  key: '5',
  description: 'What was run, and where',
  follows: true,
  rows: logRowsOf,
  columns: (_, look) => logColumns(look),
  empty: () =>
    'nothing was run yet: what is run on the hosts and here is listed; the reads of the watch stay out',
  detail: {
    lines: ({ record }, { columns }) =>
      wrapText(`${record.host}: ${record.command}`, columns).map((text) => [span('plain', text)]),
  },
  level: ({ record }) => (record.exitCode === 0 ? 'good' : 'bad'),
  subject: ({ record }) => (record.host === 'here' ? undefined : { host: record.host }),
});
