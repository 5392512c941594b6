import { describeChange } from '../../../operations/status/watch-history.ts';
import { span } from '../../look/paint.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { defineView } from '../define-view.ts';
import { openPeer } from '../peer/peer-view.ts';
import type { View } from '../view.ts';
import { eventColumns } from './event-columns.ts';
import { eventRowsOf } from './shown-events.ts';

/** What happened to the sessions. */
export const eventsView: View<'events'> = defineView({
  name: 'events',
  key: '6',
  description: 'What happened to the sessions since the console was opened, the newest first',
  rows: eventRowsOf,
  columns: (state, look) => eventColumns(look, state.clock),
  empty: () =>
    'nothing has happened since the console was opened: sessions that go down, come up, or say why are listed',
  detail: {
    lines: ({ event }, { columns }) =>
      wrapText(describeChange(event), columns).map((text) => [span('plain', text)]),
  },
  level: ({ level }) => (level === 'unknown' ? 'good' : level),
  enter: {
    title: 'open',
    description: 'Open the page of the session it happened to',
    footer: 3,
    disabled: (_, row) => (row === undefined ? 'nothing has happened yet' : undefined),
    run: ({ store }, row) => {
      if (row !== undefined) openPeer(store, { host: row.event.host, session: row.event.session });
    },
  },
  subject: ({ event }) => ({ host: event.host, session: event.session }),
});
