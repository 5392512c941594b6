import type { CellGrid, GridSize } from '../../source/console/frame/cell-grid.ts';
import { createFrameWriter } from '../../source/console/frame/frame-writer.ts';
import { chooseLook } from '../../source/console/look/look.ts';
import { type MountedApp, mountApp } from '../../source/console/mount.tsx';
import type { ConsoleEvent } from '../../source/console/store/events.ts';
import { reduce } from '../../source/console/store/reducer.ts';
import type { ConsoleState } from '../../source/console/store/state.ts';
import { demoState } from './demo-state.ts';

const look = chooseLook({ LANG: 'C.UTF-8', TERM: 'xterm-256color' });

function mount(state: ConsoleState, show: (screen: CellGrid) => void): MountedApp {
  return mountApp(
    process,
    state,
    () => look,
    show,
    (thrown) => {
      throw thrown;
    },
  );
}

/** The console drawn into bytes, and each of its states drawn afresh. */
export interface DrawnApp {
  /** The bytes that bring the terminal to the state after these events. */
  after(...events: readonly ConsoleEvent[]): string;
  /** The screen of the state of now as a fresh start draws it. */
  fresh(): CellGrid;
  close(): void;
}

export function openDrawn(size: GridSize): DrawnApp {
  let state = demoState(size);
  let bytes = '';
  const writer = createFrameWriter({ size, write: (each) => (bytes += each) });
  const app = mount(state, writer.show);
  return {
    after: (...events) => {
      for (const event of events) {
        if (event.type === 'resized') writer.resize(event.size);
        state = reduce(state, event);
      }
      app.draw(state);
      const written = bytes;
      bytes = '';
      return written;
    },
    fresh: () => {
      let drawn: CellGrid | undefined;
      mount(state, (screen) => {
        drawn = screen;
      }).unmount();
      if (drawn === undefined) throw new Error('nothing was drawn');
      return drawn;
    },
    close: () => app.unmount(),
  };
}
