import { render } from 'ink-testing-library';
import { App } from '../../source/console/app.tsx';
import { chooseLook } from '../../source/console/look/look.ts';
import type { ConsoleState } from '../../source/console/store/state.ts';

const plain = chooseLook({ LANG: 'C.UTF-8', NO_COLOR: '1', TERM: 'xterm' });

/** The frame of a state as text; Ink's test screen is a hundred columns wide. */
export function drawApp(state: ConsoleState): string {
  const { lastFrame, unmount } = render(<App state={state} look={plain} />);
  const frame = (lastFrame() ?? '').replaceAll(/\u001b\[[0-9;]*m/g, '');
  unmount();
  return frame;
}
