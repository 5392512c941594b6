import type { GridSize } from '../../source/console/frame/cell-grid.ts';
import { reduce } from '../../source/console/store/reducer.ts';
import { type ConsoleState, initialState } from '../../source/console/store/state.ts';
import { demoClock, demoStatuses } from './demo-fleet.ts';
import { createDemoServices } from './demo-services.ts';

/** The console a moment after every host of the demo answered. */
export function demoState(terminal: GridSize = { columns: 120, rows: 40 }): ConsoleState {
  const { fleet, operator } = createDemoServices();
  const empty = initialState({ fleet, operator, readOnly: false, terminal, clock: demoClock });
  return demoStatuses(demoClock).reduce(
    (state, status) => reduce(state, { type: 'host-status', status }),
    empty,
  );
}
