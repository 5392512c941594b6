import { type Problem, toProblem } from '../../../basics/problem.ts';
import type { FleetContainers } from '../../../operations/containers/containers-model.ts';
import { createFleetAbort } from '../../controller/fleet-abort.ts';
import type { ConsoleServices } from '../../services.ts';
import type { Store } from '../../store/store.ts';
import { defineSlice } from '../slice.ts';

/** The containers as they were read last; each host has its own age. */
export interface ContainersState {
  readonly fleet?: FleetContainers;
  /** Why they could not be read. */
  readonly problem?: Problem;
}

type ContainersEvent =
  | { readonly kind: 'read'; readonly fleet: FleetContainers }
  | { readonly kind: 'unread'; readonly problem: Problem };

export const containersSlice = defineSlice<ContainersState, ContainersEvent>(
  'containers',
  {},
  (state, event) => (event.kind === 'read' ? { fleet: event.fleet } : { ...state, problem: event.problem }),
);

export async function readAll(
  store: Store,
  services: ConsoleServices,
  signal: AbortSignal = createFleetAbort().signal,
): Promise<void> {
  try {
    const fleet = await services.containers.read(signal);
    if (!signal.aborted) store.dispatch(containersSlice.event({ kind: 'read', fleet }));
  } catch (thrown) {
    if (!signal.aborted)
      store.dispatch(containersSlice.event({ kind: 'unread', problem: toProblem(thrown) }));
  }
}
