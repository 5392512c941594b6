import type { ActionContext } from '../controller/controller.ts';
import type { Binding } from '../keys/binding.ts';
import { topMode } from '../store/state.ts';
import { type PaletteEntry, paletteEntries } from './palette-entries.ts';

/** The marked line. */
function markedEntry({ store }: ActionContext): PaletteEntry | undefined {
  const mode = topMode(store.state);
  return mode?.kind === 'palette' ? paletteEntries(store.state, mode.text)[mode.index] : undefined;
}

function complete(context: ActionContext): void {
  const entry = markedEntry(context);
  if (entry !== undefined) context.store.dispatch({ type: 'palette-typed', text: entry.text });
}

/** Does what the marked line says; one that wants an argument is completed first. */
function runMarked(context: ActionContext): void {
  const entry = markedEntry(context);
  if (entry === undefined) return;
  if (entry.run === undefined) {
    complete(context);
    return;
  }
  context.store.dispatch({ type: 'mode-left' });
  if (entry.disabled === undefined) entry.run(context);
  else context.store.dispatch({ type: 'noticed', notice: { tone: 'warning', text: entry.disabled } });
}

function move(step: 1 | -1) {
  return ({ store }: ActionContext): void => {
    const mode = topMode(store.state);
    if (mode?.kind !== 'palette') return;
    const last = paletteEntries(store.state, mode.text).length - 1;
    store.dispatch({ type: 'palette-moved', index: Math.min(last, mode.index + step) });
  };
}

/** What opens the palette, and its own keys. */
export const paletteBindings: readonly Binding[] = [
  {
    keys: [':', 'ctrl+k'],
    action: 'palette',
    title: 'command',
    description: 'Find any action by its name; words such as host, session, view and theme take an argument',
    contexts: ['normal'],
    footer: 2,
    run: ({ store }) =>
      store.dispatch({ type: 'mode-entered', mode: { kind: 'palette', text: '', index: 0 } }),
  },
  {
    keys: ['enter'],
    action: 'palette-run',
    title: 'run',
    description: 'Do what the marked line says; what leads to a change asks first',
    contexts: ['palette'],
    footer: 1,
    run: runMarked,
  },
  {
    keys: ['tab', 'right'],
    action: 'palette-complete',
    title: 'complete',
    description: 'Type the marked line',
    contexts: ['palette'],
    footer: 1,
    run: complete,
  },
  {
    keys: ['down', 'ctrl+n', 'ctrl+j'],
    action: 'palette-down',
    title: 'down',
    description: 'The next line',
    contexts: ['palette'],
    run: move(1),
  },
  {
    keys: ['up', 'ctrl+p'],
    action: 'palette-up',
    title: 'up',
    description: 'The line before',
    contexts: ['palette'],
    run: move(-1),
  },
  {
    keys: ['escape', 'ctrl+c'],
    action: 'palette-close',
    title: 'close',
    description: 'Back without doing anything',
    contexts: ['palette'],
    footer: 1,
    run: ({ store }) => store.dispatch({ type: 'mode-left' }),
  },
];
