import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createController } from '../../source/console/controller/controller.ts';
import type { GridSize } from '../../source/console/frame/cell-grid.ts';
import { displayWidth } from '../../source/console/frame/clusters.ts';
import { allBindings } from '../../source/console/keys/bindings.ts';
import { layoutOf } from '../../source/console/layout.ts';
import { chooseLook } from '../../source/console/look/look.ts';
import { answerPane } from '../../source/console/panes/answer-pane.ts';
import { footerLine } from '../../source/console/panes/footer.ts';
import { headerLine } from '../../source/console/panes/header.ts';
import { helpPane } from '../../source/console/panes/help-pane.ts';
import { hostsPane } from '../../source/console/panes/hosts-pane.ts';
import { mainPane } from '../../source/console/panes/main-pane.ts';
import { palettePanel } from '../../source/console/panes/palette-panel.ts';
import { problemsPane } from '../../source/console/panes/problems-pane.ts';
import { statusLine } from '../../source/console/panes/status-line.ts';
import { describeScreen } from '../../source/console/speech/describe-screen.ts';
import { type ConsoleState, initialState, topMode } from '../../source/console/store/state.ts';
import { createStore } from '../../source/console/store/store.ts';
import { tabViews } from '../../source/console/views/views.ts';
import { demoClock } from './demo-fleet.ts';
import { createDemoServices } from './demo-services.ts';
import { failing, seeded } from './failing-services.ts';

const keyPresses = 20_000;
const seed = 20_261_121;
/** Every so many keys the whole screen is drawn, and it is tried whether Escape leads home. */
const looking = 25;
const homing = 200;
const mostEscapes = 8;

/** Calls that change something outside of the console. */
const changing =
  /^(apply|delivery\.(deliver|rollback|hold|release|breakLock)|peers\.change|containers\.(restart|rollBack|change).*|desk\.run)$/;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const look = chooseLook({ LANG: 'C.UTF-8', TERM: 'xterm' });
const controls = /[\u0000-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e]/;

/** Draws every part of the screen: each line is as wide as its pane, and holds no control of others. */
function expectDrawn(state: ConsoleState): void {
  const layout = layoutOf(state);
  if (layout.kind === 'too-small') return;
  const mode = topMode(state);
  const whole = { columns: layout.main.columns, rows: layout.main.rows + layout.dock.rows };
  const parts: readonly (readonly [number, readonly string[]])[] = [
    [layout.columns, [headerLine(state, look, layout.columns), statusLine(state, look, layout.columns)]],
    [layout.columns, [footerLine(state, look, layout.columns)]],
    [layout.tree.columns, layout.tree.columns > 0 ? hostsPane(state, look, layout.tree) : []],
    [whole.columns, mainPane(state, look, layout.main)],
    [whole.columns, mode?.kind === 'help' ? helpPane(state, look, whole) : []],
    [whole.columns, mode?.kind === 'problems' ? problemsPane(state, look, whole) : []],
    [whole.columns, mode?.kind === 'answer' ? answerPane(state, mode.answer, look, whole) : []],
    [whole.columns, mode?.kind === 'palette' ? palettePanel(state, mode, look, layout.dock) : []],
  ];
  for (const [columns, lines] of parts) {
    for (const line of lines) {
      const text = line.replaceAll(/\u001b\[[0-9;]*m/g, '');
      expect(text).not.toMatch(controls);
      expect(text).not.toContain('\u001b');
      expect(displayWidth(text)).toBe(columns);
    }
  }
  describeScreen(state);
}

it('twenty thousand random keys on a fleet that fails at random crash nothing, change nothing unasked, and never end in a corner', async () => {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] ?? raise();
  const unasked: string[] = [];
  const crashes: unknown[] = [];
  const changes = new Map<string, number>();
  let accepted = 0;
  let spent = 0;
  const called = (path: string) => {
    if (!changing.test(path)) return;
    changes.set(path, (changes.get(path) ?? 0) + 1);
    // What was agreed to may take several calls while it is under way.
    if (accepted === spent && store.state.work === undefined) unasked.push(path);
    spent = accepted;
  };
  const services = failing(createDemoServices({ pace: 1 }), random, 0.04, called);
  const store = createStore(
    initialState({
      fleet: services.fleet,
      operator: services.operator,
      readOnly: false,
      terminal: { columns: 120, rows: 40 },
      clock: demoClock,
    }),
  );
  const controller = createController(store, services, {
    redraw: () => undefined,
    suspend: () => undefined,
    send: () => undefined,
    runProgram: () => (random() < 0.5 ? Promise.resolve(1) : Promise.reject(new Error('no such program'))),
    exit: () => undefined,
    crash: (thrown) => crashes.push(thrown),
  });
  const leaving = new Set(['q', 'ctrl+c']);
  const bound = [...new Set(allBindings().flatMap(({ keys }) => keys))].filter((key) => !leaving.has(key));
  const sizes: readonly GridSize[] = [
    { columns: 60, rows: 15 },
    { columns: 120, rows: 40 },
    { columns: 250, rows: 80 },
    { columns: 40, rows: 10 },
  ];
  const views = new Set<string>();

  const press = (key: string) => {
    const mode = topMode(store.state);
    const yes =
      (mode?.kind === 'confirm' &&
        mode.armed &&
        (key === 'y' || (key === 'enter' && mode.focus === 'proceed'))) ||
      (mode?.kind === 'text' && key === 'enter');
    if (yes) accepted += 1;
    const text = key === 'space' ? ' ' : [...key].length === 1 ? key : undefined;
    controller.handle({ kind: 'key', key, ...(text !== undefined && { text }) });
  };

  const expectHome = async () => {
    if (layoutOf(store.state).kind === 'too-small') {
      store.dispatch({ type: 'resized', size: { columns: 120, rows: 40 } });
    }
    for (let tries = 0; tries < mostEscapes && store.state.modes.length > 0; tries++) {
      press('escape');
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(store.state.modes).toEqual([]);
  };

  for (let nth = 0; nth < keyPresses; nth++) {
    const chance = random();
    if (chance < 0.01) store.dispatch({ type: 'resized', size: pick(sizes) });
    if (chance > 0.98) press(pick(tabViews().flatMap(({ key }) => key ?? [])));
    else if (chance > 0.9) press(pick(['y', 'y', 'tab', 'enter', 's', 'a', 'A']));
    else if (chance > 0.85) press(pick(['c', 'o', 'r', 'space', '日', '!', '/', ':']));
    else press(pick(bound));
    if (store.state.quitting) raise();
    views.add(store.state.view);
    await vi.advanceTimersByTimeAsync(pick([0, 0, 0, 5, 400]));
    if (nth % looking === 0) expectDrawn(store.state);
    if (nth % homing === 0) await expectHome();
    if (crashes.length + unasked.length > 0) break;
  }
  expect(crashes).toEqual([]);
  expect(unasked).toEqual([]);
  for (const { name } of tabViews()) expect(views).toContain(name);
  expect([...changes.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
  const closed = controller.close();
  await vi.advanceTimersByTimeAsync(6000);
  await closed;
}, 120_000);

function raise(): never {
  throw new Error('the monkey left');
}
