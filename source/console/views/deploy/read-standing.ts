import { toProblem } from '../../../basics/problem.ts';
import { createFleetAbort } from '../../controller/fleet-abort.ts';
import type { ConsoleServices } from '../../services.ts';
import type { Store } from '../../store/store.ts';
import { deploySlice } from './deploy-state.ts';

/** Reads what keeps the hosts from being changed. */
export async function readStanding(
  store: Store,
  services: ConsoleServices,
  signal: AbortSignal = createFleetAbort().signal,
): Promise<void> {
  try {
    const standing = await services.delivery.standing(signal);
    if (!signal.aborted) store.dispatch(deploySlice.event({ kind: 'stood', standing }));
  } catch (thrown) {
    if (signal.aborted) return;
    store.dispatch(deploySlice.event({ kind: 'unread', problem: toProblem(thrown) }));
  }
}
