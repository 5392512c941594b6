import type { SessionStatus } from '../../../operations/status/status-model.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import type { FieldRow } from '../fields/field-rows.ts';
import { buildPeerRows } from './peer-rows.ts';
import { peerPage } from './peer-slice.ts';

const peerRows = memoizeLast(buildPeerRows);

/** What the watch of the fleet says of the session whose page is open. */
export function peerStatusOf(state: ConsoleState): SessionStatus | undefined {
  const { subject } = peerPage.of(state);
  const host = state.hosts.find(({ name }) => name === subject?.host);
  return host?.status?.sessions.find(({ name }) => name === subject?.session);
}

/** The lines of the page. */
export function peerRowsOf(state: ConsoleState): readonly FieldRow[] {
  const today = new Date(state.clock).setHours(0, 0, 0, 0);
  return peerRows(peerPage.of(state).details, peerStatusOf(state), today, filterOf(state, 'peer'));
}
