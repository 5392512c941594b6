import { milliseconds, now } from '../../basics/brand.ts';
import { toProblem } from '../../basics/problem.ts';
import { runOperation } from '../../operations/operation.ts';
import type { ConsoleServices } from '../services.ts';
import type { ConsoleEvent } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import { frozen } from '../tables/frozen.ts';
import { createFleetAbort } from './fleet-abort.ts';

/** What goes on without the operator: the watch, the command log, the clock. */
export interface Background {
  stop(): Promise<void>;
}

/** Statuses that arrive within this time make one update. */
const gatherTime = 150;
const tickInterval = 1000;
/** How often it is looked whether a frozen screen goes on. */
const frozenTime = 500;
/** As many events wait for a frozen screen; of the hosts' statuses only the newest of each. */
const heldLimit = 5000;
/** With nothing under way only ages move, and those are coarse. */
const idleTicks = 2;
const retryDelay = milliseconds(5000);

export function startBackground(services: ConsoleServices, store: Store): Background {
  const abort = createFleetAbort();
  let gathered: ConsoleEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;

  const flush = () => {
    timer = undefined;
    if (frozen.of(store.state) !== undefined) {
      gathered = newestOnly(gathered);
      timer = setTimeout(flush, frozenTime);
      return;
    }
    const events = gathered;
    gathered = [];
    store.dispatch({ type: 'batch', events: [{ type: 'ticked', clock: now() }, ...events] });
  };

  const gather = (event: ConsoleEvent) => {
    gathered.push(event);
    timer ??= setTimeout(flush, gatherTime);
  };

  const watch = async (): Promise<void> => {
    try {
      await runOperation(services.watch(abort.signal), gather);
    } catch (thrown) {
      if (abort.signal.aborted) return;
      gather({ type: 'problem-found', problem: toProblem(thrown, { attempted: 'watching the fleet' }) });
    }
  };

  const watchOn = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      await watch();
      await wait(retryDelay, abort.signal);
    }
  };

  const tick = () => {
    if (frozen.of(store.state) !== undefined) return;
    ticks += 1;
    if (store.state.work !== undefined || ticks % idleTicks === 0) {
      store.dispatch({ type: 'ticked', clock: now() });
    }
  };

  const unsubscribe = services.onCommand((record) => gather({ type: 'command-run', record }));
  const clock = setInterval(tick, tickInterval);
  const watched = watchOn();

  return {
    stop: async () => {
      abort.abort();
      clearInterval(clock);
      clearTimeout(timer);
      unsubscribe();
      await watched;
    },
  };
}

/** What waits for a frozen screen: of each host the newest status, with the changes of those before it. */
function newestOnly(events: readonly ConsoleEvent[]): ConsoleEvent[] {
  const newest = new Map<string, Extract<ConsoleEvent, { type: 'host-status' }>>();
  const others: ConsoleEvent[] = [];
  for (const event of events) {
    if (event.type !== 'host-status') {
      others.push(event);
      continue;
    }
    const before = newest.get(event.status.name)?.changes ?? [];
    const changes = [...before, ...(event.changes ?? [])].slice(-heldLimit);
    newest.set(event.status.name, { ...event, ...(changes.length > 0 && { changes }) });
  }
  return [...others.slice(-heldLimit), ...newest.values()];
}

function wait(delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, delay);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
