import { milliseconds, now } from '../../../basics/brand.ts';
import type { ActionContext } from '../../controller/controller.ts';
import type { FleetStanding } from '../../services-delivery.ts';
import { deploySlice } from './deploy-state.ts';
import { readStanding } from './read-standing.ts';

const lookEvery = milliseconds(3_000);

/** Looks until the change that refused ours has ended, and says so in place of the refusal, while that is on show. */
export function awaitLock({ store, services }: Pick<ActionContext, 'store' | 'services'>): void {
  const { outcome } = store.state;
  const isOnShow = () => store.state.outcome === outcome && !store.state.quitting;
  const look = async (): Promise<void> => {
    if (!isOnShow()) return;
    await readStanding(store, services);
    if (!isOnShow()) return;
    if (isFree(deploySlice.of(store.state).standing)) store.dispatch({ type: 'lock-ended', at: now() });
    else lookLater();
  };
  // Nobody waits for it to leave the console.
  const lookLater = () => void setTimeout(() => void look(), lookEvery).unref();
  lookLater();
}

/** Whether nobody who still follows it changes the fleet or one of its hosts. */
function isFree(standing: FleetStanding | undefined): boolean {
  if (standing === undefined) return false;
  return (
    standing.claims.every(({ state }) => state === 'dead') &&
    standing.hosts.every(({ lock }) => lock?.running !== true)
  );
}
