import type { HostStatus, SessionStatus } from '../../../operations/status/status-model.ts';
import { areSessionsStale } from '../../rows/health.ts';
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
  return hostStatusOf(state)?.sessions.find(({ name }) => name === subject?.session);
}

/** Whether the host of that session can no longer be read, so that nobody knows how it is. */
export function isPeerStale(state: ConsoleState): boolean {
  const status = hostStatusOf(state);
  return status !== undefined && areSessionsStale(status);
}

function hostStatusOf(state: ConsoleState): HostStatus | undefined {
  const { subject } = peerPage.of(state);
  return state.hosts.find(({ name }) => name === subject?.host)?.status;
}

/** The lines of the page. */
export function peerRowsOf(state: ConsoleState): readonly FieldRow[] {
  const today = new Date(state.clock).setHours(0, 0, 0, 0);
  const { details } = peerPage.of(state);
  return peerRows(details, peerStatusOf(state), today, filterOf(state, 'peer'), isPeerStale(state));
}
