import { now } from '../basics/brand.ts';
import { createController } from './controller/controller.ts';
import { notifyFalls } from './desk/notify.ts';
import type { ConsoleEffects } from './effects.ts';
import type { CellGrid, GridSize } from './frame/cell-grid.ts';
import { createPacer } from './frame/pacer.ts';
import { createLookChooser } from './look/appearance.ts';
import type { Look } from './look/look.ts';
import { mountApp } from './mount.tsx';
import type { Preferences } from './preferences.ts';
import type { ConsoleServices } from './services.ts';
import { startSpeech } from './speech/speech-stage.ts';
import type { Stage } from './stage.ts';
import { initialState } from './store/state.ts';
import { createStore, type Store } from './store/store.ts';
import type { TerminalStreams } from './terminal/console-terminal.ts';

export interface AppStageOptions {
  readonly services: ConsoleServices;
  readonly streams: TerminalStreams;
  /** How it looks until another theme is chosen. */
  readonly look: Look;
  readonly preferences: Preferences;
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
  const { services, size, effects, preferences } = options;
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
  const picture = preferences.screenReader ? startSpeech(store, options) : startDrawing(store, options);
  const stopNotifying = notifyFalls(store, preferences.notify, effects.send);
  const controller = createController(store, services, effects);
  return {
    handle: controller.handle,
    questions: controller.questions,
    resize: (next) => store.dispatch({ type: 'resized', size: next }),
    draw: picture.draw,
    close: async () => {
      await controller.close();
      stopNotifying();
      picture.stop();
    },
  };
}

function startDrawing(store: Store, { streams, look, environment, show, blocked, effects }: AppStageOptions) {
  const app = mountApp(streams, store.state, createLookChooser(look, environment), show, effects.crash);
  const draw = () => app.draw(store.state);
  const pacer = createPacer({ interval: frameInterval, run: draw, blocked });
  store.subscribe(pacer.request);
  const stop = () => {
    pacer.stop();
    app.unmount();
  };
  return { draw, stop };
}
