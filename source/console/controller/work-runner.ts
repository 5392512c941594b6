import { now } from '../../basics/brand.ts';
import { toProblem } from '../../basics/problem.ts';
import { type Operation, runOperation } from '../../operations/operation.ts';
import type { WorkEnd, WorkEvent } from '../store/events.ts';
import type { WorkKind } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { createFleetAbort } from './fleet-abort.ts';

/** One operation to run, and what its result is to the store. */
export interface WorkOrder<Result> {
  readonly kind: WorkKind;
  readonly total?: number;
  /** What becomes of it when the operator leaves; a whole sentence. */
  readonly leaving?: string;
  readonly start: (signal: AbortSignal) => Operation<WorkEvent, Result>;
  readonly end: (result: Result) => WorkEnd;
}

export interface WorkRunner {
  /** Runs one operation, telling the store; undefined when it failed or was stopped. */
  run<Result>(order: WorkOrder<Result>): Promise<Result | undefined>;
  /** Stops what is under way; false when nothing is. */
  stop(): boolean;
  /** Resolves once nothing is under way. */
  settled(): Promise<void>;
}

/** One operation at a time, told to the store event by event. */
export function createWorkRunner(store: Store): WorkRunner {
  let current: { readonly abort: AbortController; readonly done: Promise<unknown> } | undefined;

  const perform = async <Result>(
    order: WorkOrder<Result>,
    signal: AbortSignal,
  ): Promise<Result | undefined> => {
    const { kind, total, leaving, start, end } = order;
    store.dispatch({
      type: 'work-started',
      kind,
      at: now(),
      ...(total !== undefined && { total }),
      ...(leaving !== undefined && { leaving }),
    });
    try {
      const result = await runOperation(start(signal), (event) =>
        store.dispatch({ type: 'work-event', event }),
      );
      store.dispatch({ type: 'work-ended', at: now(), end: end(result) });
      return signal.aborted ? undefined : result;
    } catch (thrown) {
      const problem = toProblem(thrown, { attempted: kind });
      store.dispatch({ type: 'work-failed', at: now(), kind, stopped: signal.aborted, problem });
      return undefined;
    } finally {
      current = undefined;
    }
  };

  return {
    run: (order) => {
      if (current !== undefined) return Promise.resolve(undefined);
      const abort = createFleetAbort();
      const done = perform(order, abort.signal);
      if (store.state.work !== undefined) current = { abort, done };
      return done;
    },
    stop: () => {
      if (current === undefined) return false;
      store.dispatch({ type: 'work-stopping' });
      current.abort.abort();
      return true;
    },
    settled: async () => {
      await current?.done;
    },
  };
}
