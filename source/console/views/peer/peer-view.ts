import { milliseconds } from '../../../basics/brand.ts';
import { toProblem } from '../../../basics/problem.ts';
import { formatAge } from '../../rows/age.ts';
import { sessionLevel } from '../../rows/health.ts';
import { problemRows } from '../../rows/trouble-rows.ts';
import type { ConsoleState } from '../../store/state.ts';
import type { Store } from '../../store/store.ts';
import { defineView } from '../define-view.ts';
import { explainField, whyNoMeaning } from '../fields/explain-field.ts';
import { fieldColumns } from '../fields/field-columns.ts';
import { fieldDetail } from '../fields/field-detail.ts';
import { poll } from '../poll.ts';
import type { View, WatchContext } from '../view.ts';
import { peerKeys } from './peer-keys.ts';
import { type PeerSubject, peerPage } from './peer-slice.ts';
import { isPeerStale, peerRowsOf, peerStatusOf } from './shown-peer.ts';

/** One session: every value explained, and what can be done about it. */
export const peerView: View<'peer'> = defineView({
  name: 'peer',
  description: 'One session, every value explained',
  section: 'On the page of a session',
  ordered: true,
  rows: peerRowsOf,
  columns: (_, look) => fieldColumns(look),
  empty: (state) =>
    peerPage.of(state).subject === undefined
      ? 'no session was opened: o on one of the sessions opens its page'
      : 'waiting for the first answer',
  title: (state) => {
    const { subject } = peerPage.of(state);
    return subject === undefined ? undefined : `${subject.host} ${subject.session}${readWhen(state)}`;
  },
  banner: (state, columns) => {
    const { problem } = peerPage.of(state);
    return problem === undefined ? [] : problemRows(problem, columns);
  },
  detail: { lines: (row, { columns }) => fieldDetail(row, columns), roomy: 4 },
  subject: (_, state) => peerPage.of(state).subject,
  diagnosis: (_, state) => {
    const { subject } = peerPage.of(state);
    if (subject === undefined) return undefined;
    const { host, session } = subject;
    const status = peerStatusOf(state);
    const level = status === undefined || isPeerStale(state) ? 'unknown' : sessionLevel(status);
    return { request: { host, subject: session }, title: `${host} ${session}`, level };
  },
  about: (state) => aboutOf(peerPage.of(state).subject),
  enter: {
    title: 'explain',
    description: 'What the value under the cursor means',
    disabled: (_, row) => whyNoMeaning(row),
    run: explainField,
  },
  keys: peerKeys,
  watch: readPeer,
});

/** Opens the page of a session. */
export function openPeer(store: Store, subject: PeerSubject): void {
  store.dispatch({ type: 'page-opened', view: 'peer', about: peerPage.event({ type: 'opened', subject }) });
}

const readInterval = milliseconds(3000);

function readPeer({ store, services, signal }: WatchContext): void {
  const { subject } = peerPage.of(store.state);
  if (subject === undefined) return;
  poll(readInterval, signal, async () => {
    try {
      const details = await services.peers.show(subject.host, subject.session, signal);
      store.dispatch(peerPage.event({ type: 'read', subject, details }));
    } catch (thrown) {
      if (signal.aborted) return;
      store.dispatch(peerPage.event({ type: 'unread', subject, problem: toProblem(thrown) }));
    }
  });
}

function readWhen(state: ConsoleState): string {
  const { details } = peerPage.of(state);
  return details === undefined ? '' : `, read ${formatAge(Math.max(0, state.clock - details.observedAt))}`;
}

function aboutOf(subject: PeerSubject | undefined): string {
  return subject === undefined ? '' : `${subject.host} ${subject.session}`;
}
