import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf } from '../../rows/scope.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { buildTunnelRows, type TunnelRow } from './tunnel-rows.ts';

const tunnelRows = memoizeLast(buildTunnelRows);

/** The lines of the tunnel view. */
export function tunnelRowsOf(state: ConsoleState): readonly TunnelRow[] {
  return tunnelRows(scopeOf(state).hosts, filterOf(state, 'tunnels'));
}
