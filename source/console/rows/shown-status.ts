import type { ConsoleState } from '../store/state.ts';
import { memoizeLast } from './memoize.ts';
import { scopeOf } from './scope.ts';
import { buildSessionRows, type SessionRow } from './session-rows.ts';
import { buildTunnelRows, type TunnelRow } from './tunnel-rows.ts';

const sessionRows = memoizeLast(buildSessionRows);
const tunnelRows = memoizeLast(buildTunnelRows);

/** The lines of the session view. */
export function sessionRowsOf(state: ConsoleState): readonly SessionRow[] {
  return sessionRows(scopeOf(state).hosts, state.filters.sessions);
}

/** The lines of the tunnel view. */
export function tunnelRowsOf(state: ConsoleState): readonly TunnelRow[] {
  return tunnelRows(scopeOf(state).hosts, state.filters.tunnels);
}
