import { now } from '../basics/brand.ts';
import { createController } from './controller/controller.ts';
import type { ConsoleEffects } from './effects.ts';
import type { CellGrid, GridSize } from './frame/cell-grid.ts';
import { createPacer } from './frame/pacer.ts';
import { createLookChooser } from './look/appearance.ts';
import type { Look } from './look/look.ts';
import { mountApp } from './mount.tsx';
import type { ConsoleServices } from './services.ts';
import type { Stage } from './stage.ts';
import { initialState } from './store/state.ts';
import { createStore } from './store/store.ts';
import type { TerminalStreams } from './terminal/console-terminal.ts';

export interface AppStageOptions {
  readonly services: ConsoleServices;
  readonly streams: TerminalStreams;
  /** How it looks until another theme is chosen. */
  readonly look: Look;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly size: GridSize;
  /** Puts a screen on the terminal. */
  readonly show: (screen: CellGrid) => void;
  /** The terminal has not taken the last frame yet. */
  readonly blocked: () => boolean;
  readonly effects: ConsoleEffects;
}

/** At most 30 frames a second. */
const frameInterval = 1000 / 30;

/** The console proper: one store, drawn as one frame whenever it changed, at a capped rate. */
export function createAppStage(options: AppStageOptions): Stage {
  const { services, streams, look, environment, size, show, blocked, effects } = options;
  const { fleet, operator, readOnly = false } = services;
  const store = createStore(
    initialState({
      fleet,
      operator,
      readOnly,
      terminal: size,
      clock: now(),
      warnings: services.warnings(),
    }),
  );
  const lookOf = createLookChooser(look, environment);
  const app = mountApp(streams, store.state, lookOf, show, effects.crash);
  const draw = () => app.draw(store.state);
  const pacer = createPacer({ interval: frameInterval, run: draw, blocked });
  store.subscribe(pacer.request);
  const controller = createController(store, services, effects);
  return {
    handle: controller.handle,
    questions: controller.questions,
    resize: (next) => store.dispatch({ type: 'resized', size: next }),
    draw,
    close: async () => {
      await controller.close();
      pacer.stop();
      app.unmount();
    },
  };
}
