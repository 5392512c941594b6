import { render } from 'ink';
import { App } from './app.tsx';
import type { CellGrid } from './frame/cell-grid.ts';
import { createInkStdout } from './frame/ink-stdout.ts';
import { createSurface } from './frame/surface.ts';
import type { Look } from './look/look.ts';
import type { ConsoleState } from './store/state.ts';
import type { TerminalStreams } from './terminal/console-terminal.ts';
import { SurfaceContext } from './widgets/lines.tsx';

/** The mounted app: draws a state as a screen. */
export interface MountedApp {
  draw(state: ConsoleState): void;
  unmount(): void;
}

/**
 * Mounts the app; every state that is drawn hands one screen to `show`. Ink lays out and keeps the components; it
 * neither writes to the terminal nor reads keys. A component that throws ends Ink, which is told to `onDefect`.
 */
export function mountApp(
  streams: TerminalStreams,
  first: ConsoleState,
  lookOf: (state: ConsoleState) => Look,
  show: (screen: CellGrid) => void,
  onDefect: (thrown: unknown) => void,
): MountedApp {
  const surface = createSurface();
  let frame = '';
  const stdout = createInkStdout(streams.stdout, first.terminal, (drawn) => {
    frame = drawn;
  });
  const element = (state: ConsoleState) => (
    <SurfaceContext value={surface}>
      <App state={state} look={lookOf(state)} />
    </SurfaceContext>
  );
  const instance = render(element(first), {
    stdout: stdout.stream,
    stdin: streams.stdin,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  instance.waitUntilExit().catch(onDefect);
  const draw = (state: ConsoleState) => {
    stdout.setSize(state.terminal);
    instance.rerender(element(state));
    show(surface.compose(frame, state.terminal));
  };
  draw(first);
  return { draw, unmount: () => instance.unmount() };
}
