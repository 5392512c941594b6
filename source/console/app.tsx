import { Box } from 'ink';
import { type Layout, layoutOf, smallestSize } from './layout.ts';
import type { Look } from './look/look.ts';
import { paintLine, span } from './look/paint.ts';
import { answerPane } from './panes/answer-pane.ts';
import { ConfirmPanel } from './panes/confirm-panel.tsx';
import { footerLine } from './panes/footer.ts';
import { headerLine } from './panes/header.ts';
import { helpPane } from './panes/help-pane.ts';
import { hostsPane } from './panes/hosts-pane.ts';
import { mainPane } from './panes/main-pane.ts';
import { palettePanel } from './panes/palette-panel.ts';
import { problemsPane } from './panes/problems-pane.ts';
import { secretPanel } from './panes/secret-panel.ts';
import { statusLine } from './panes/status-line.ts';
import { textPanel } from './panes/text-panel.ts';
import { workPanel } from './panes/work-panel.ts';
import { type ConsoleState, topMode } from './store/state.ts';
import { Lines } from './widgets/lines.tsx';

export interface AppProps {
  readonly state: ConsoleState;
  readonly look: Look;
}

type Panes = Extract<Layout, { kind: 'panes' }>;

/** The console as a function of its state. */
export function App({ state, look }: AppProps) {
  const layout = layoutOf(state);
  if (layout.kind === 'too-small') return <TooSmall state={state} look={look} />;
  const { columns } = layout;
  return (
    <Box flexDirection="column" width={columns} height={state.terminal.rows}>
      <Lines columns={columns} lines={[headerLine(state, look, columns)]} />
      <Box>
        {layout.tree.columns > 0 ? (
          <Lines columns={layout.tree.columns} lines={hostsPane(state, look, layout.tree)} />
        ) : null}
        <Main state={state} look={look} layout={layout} />
      </Box>
      <Lines columns={columns} lines={[statusLine(state, look, columns), footerLine(state, look, columns)]} />
    </Box>
  );
}

function TooSmall({ state, look }: AppProps) {
  const { columns, rows } = state.terminal;
  const lines = [
    `The terminal is ${columns}x${rows};`,
    `the console needs ${smallestSize.columns}x${smallestSize.rows}.`,
    'Only Ctrl-C does something now.',
  ];
  const painted = lines.slice(0, rows).map((line) => paintLine(look, [span('plain', line)], columns));
  return <Lines columns={columns} lines={painted} />;
}

/** The right side: a view with a panel under it, or what was asked to see instead. */
function Main({ state, look, layout }: AppProps & { readonly layout: Panes }) {
  const mode = topMode(state);
  const whole = { columns: layout.main.columns, rows: layout.main.rows + layout.dock.rows };
  const list = mode?.kind === 'filter' ? mode.list : mode?.kind;
  if (list === 'help') return <Lines columns={whole.columns} lines={helpPane(state, look, whole)} />;
  if (list === 'problems') return <Lines columns={whole.columns} lines={problemsPane(state, look, whole)} />;
  if (mode?.kind === 'answer')
    return <Lines columns={whole.columns} lines={answerPane(state, mode.answer, look, whole)} />;
  return (
    <Box flexDirection="column">
      <Lines columns={whole.columns} lines={mainPane(state, look, layout.main)} />
      <Dock state={state} look={look} layout={layout} />
    </Box>
  );
}

function Dock({ state, look, layout }: AppProps & { readonly layout: Panes }) {
  if (layout.dock.rows <= 0) return null;
  const mode = topMode(state);
  if (mode?.kind === 'secret') {
    return <Lines columns={layout.dock.columns} lines={secretPanel(mode, look, layout.dock)} />;
  }
  if (mode?.kind === 'text') {
    return <Lines columns={layout.dock.columns} lines={textPanel(mode, look, layout.dock)} />;
  }
  if (mode?.kind === 'palette') {
    return <Lines columns={layout.dock.columns} lines={palettePanel(state, mode, look, layout.dock)} />;
  }
  if (mode?.kind === 'confirm')
    return <ConfirmPanel state={state} mode={mode} look={look} area={layout.dock} />;
  return <Lines columns={layout.dock.columns} lines={workPanel(state, look, layout.dock)} />;
}
