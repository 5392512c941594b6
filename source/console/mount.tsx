import { render } from 'ink';
import { App } from './app.tsx';
import { createInkStdout } from './frame/ink-stdout.ts';
import type { Look } from './look/look.ts';
import type { ConsoleState } from './store/state.ts';
import type { TerminalStreams } from './terminal/console-terminal.ts';

/** The mounted app: draws a state as a frame. */
export interface MountedApp {
  draw(state: ConsoleState): void;
  unmount(): void;
}

/**
 * Mounts the app; every state that is drawn hands one frame to `drawFrame`. Ink neither writes to the terminal nor
 * reads keys. A component that throws ends Ink, which is told to `onDefect`.
 */
export function mountApp(
  streams: TerminalStreams,
  first: ConsoleState,
  look: Look,
  drawFrame: (frame: string) => void,
  onDefect: (thrown: unknown) => void,
): MountedApp {
  const stdout = createInkStdout(streams.stdout, first.terminal, drawFrame);
  const element = (state: ConsoleState) => <App state={state} look={look} />;
  const instance = render(element(first), {
    stdout: stdout.stream,
    stdin: streams.stdin,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  instance.waitUntilExit().catch(onDefect);
  return {
    draw: (state) => {
      stdout.setSize(state.terminal);
      instance.rerender(element(state));
    },
    unmount: () => instance.unmount(),
  };
}
