import type { ConsoleEvent } from './events.ts';
import { reduce } from './reducer.ts';
import type { ConsoleState } from './state.ts';

/** The one place the console's state is kept. */
export interface Store {
  readonly state: ConsoleState;
  dispatch(event: ConsoleEvent): void;
  /** Calls the listener after every event that made a difference, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

export function createStore(initial: ConsoleState): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get state() {
      return state;
    },
    dispatch: (event) => {
      const next = reduce(state, event);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
