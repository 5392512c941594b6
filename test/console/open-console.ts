import { type Controller, createController } from '../../source/console/controller/controller.ts';
import type { ConsoleState } from '../../source/console/store/state.ts';
import { createStore, type Store } from '../../source/console/store/store.ts';
import { createDemoServices } from './demo-services.ts';
import { demoState } from './demo-state.ts';

/** The console on the demo's fleet without a terminal, with keys to press. */
export interface KeyedConsole {
  readonly store: Store;
  readonly controller: Controller;
  /** Sequences that were sent past the screen. */
  readonly sent: readonly string[];
  /** Programs that were given the terminal. */
  readonly programs: readonly (readonly string[])[];
  press(...keys: readonly string[]): void;
  type(text: string): void;
  close(): Promise<void>;
}

function textOf(key: string): { text?: string } {
  if (key === 'space') return { text: ' ' };
  return [...key].length === 1 ? { text: key } : {};
}

/** Nothing comes in by itself: the hosts are as they were at the start. */
export function openKeyed(state: ConsoleState = demoState()): KeyedConsole {
  const store = createStore(state);
  const sent: string[] = [];
  const programs: (readonly string[])[] = [];
  const services = { ...createDemoServices(), watch: async function* () {} };
  const controller = createController(store, services, {
    redraw: () => undefined,
    suspend: () => undefined,
    send: (bytes) => sent.push(bytes),
    runProgram: (words) => {
      programs.push(words);
      return Promise.resolve(0);
    },
    exit: () => undefined,
    crash: (thrown) => {
      throw thrown;
    },
  });
  const press = (...keys: readonly string[]) => {
    for (const key of keys) controller.handle({ kind: 'key', key, ...textOf(key) });
  };
  return {
    store,
    controller,
    sent,
    programs,
    press,
    type: (text) => press(...[...text].map((each) => (each === ' ' ? 'space' : each))),
    close: controller.close,
  };
}
