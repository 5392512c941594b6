import { milliseconds, now } from '../../basics/brand.ts';
import { toProblem } from '../../basics/problem.ts';
import { runOperation } from '../../operations/operation.ts';
import type { ConsoleServices } from '../services.ts';
import type { ConsoleEvent } from '../store/events.ts';
import type { Store } from '../store/store.ts';

/** What goes on without the operator: the watch, the command log, the clock. */
export interface Background {
  stop(): Promise<void>;
}

/** Statuses that arrive within this time make one update. */
const gatherTime = 150;
const tickInterval = 1000;
/** With nothing under way only ages move, and those are coarse. */
const idleTicks = 2;
const retryDelay = milliseconds(5000);

export function startBackground(services: ConsoleServices, store: Store): Background {
  const abort = new AbortController();
  let gathered: ConsoleEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;

  const flush = () => {
    timer = undefined;
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
