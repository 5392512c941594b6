import type { ActionContext } from '../controller/controller.ts';
import { sshTo } from '../desk/run-programs.ts';
import { extraBindings } from '../keys/bindings.ts';
import { whyNoSync } from '../keys/disabled.ts';
import { appearance } from '../look/appearance.ts';
import { isThemeName, themeDescriptions, themeNames } from '../look/theme-names.ts';
import { areSessionsStale } from '../rows/health.ts';
import { listRows } from '../rows/list-rows.ts';
import { listInFocus } from '../store/reduce-modes.ts';
import type { ConsoleState } from '../store/state.ts';
import { sortBy, sortColumns } from '../tables/table-keys.ts';
import { prepareChange } from '../views/deploy/make-change.ts';
import { findView, tabViews } from '../views/views.ts';

/** One thing an argument can be. */
export interface Completion {
  readonly value: string;
  readonly description: string;
}

/** A word of the palette that takes an argument: `host ams`. */
export interface PaletteWord {
  readonly word: string;
  readonly description: string;
  readonly completions: (state: ConsoleState) => readonly Completion[];
  /** Takes anything, not only what completes it. */
  readonly open?: true;
  readonly disabled?: (state: ConsoleState) => string | undefined;
  readonly run: (context: ActionContext, value: string) => void;
}

const mostSessions = 20_000;

function hosts({ hosts: all }: ConsoleState): readonly Completion[] {
  return all.map(({ name, group }) => ({ value: name, description: group }));
}

/** A host, or all of a group. */
function hostChoices(state: ConsoleState): readonly Completion[] {
  const groups = new Set(state.hosts.map(({ group }) => group));
  return [
    ...[...groups].map((group) => ({ value: group, description: 'every host of the group' })),
    ...hosts(state),
  ];
}

function sessions({ hosts: all }: ConsoleState): readonly Completion[] {
  return all
    .flatMap(({ name: host, status }) =>
      (status?.sessions ?? []).map(({ name, state, neighborAs }) => ({
        value: `${host} ${name}`,
        description: `${status !== undefined && areSessionsStale(status) ? 'unknown' : state} AS${neighborAs}`,
      })),
    )
    .slice(0, mostSessions);
}

function files({ changes }: ConsoleState): readonly Completion[] {
  const seen = new Map((changes?.changes ?? []).map((change) => [change.path, change]));
  return [...seen.values()].map(({ path, change }) => ({ value: path, description: change }));
}

/** Puts the cursor of the view in focus on the first row that answers. */
function putCursor({ store }: ActionContext, matches: (id: string) => boolean): void {
  const list = listInFocus(store.state);
  const index = listRows(store.state, list).findIndex(({ id }) => matches(id));
  if (index >= 0) store.dispatch({ type: 'moved-to', index });
}

function goToSession(context: ActionContext, value: string): void {
  const [host = ''] = value.split(' ');
  context.store.dispatch({ type: 'host-chosen', host });
  context.store.dispatch({ type: 'view-chosen', view: 'sessions' });
  putCursor(context, (id) => id === value);
}

function goToFile(context: ActionContext, path: string): void {
  context.store.dispatch({ type: 'view-chosen', view: 'diff' });
  putCursor(context, (id) => id.includes(path));
}

/** What the palette knows beside the actions that have keys. */
export const paletteWords: readonly PaletteWord[] = [
  {
    word: 'host',
    description: 'go to a host',
    completions: hosts,
    run: ({ store }, host) => store.dispatch({ type: 'host-chosen', host }),
  },
  { word: 'session', description: 'go to a session', completions: sessions, run: goToSession },
  { word: 'file', description: 'go to a changed file', completions: files, run: goToFile },
  {
    word: 'view',
    description: 'show a view',
    completions: () =>
      tabViews().map(({ name, show: [key] }) => ({ value: name, description: key?.description ?? '' })),
    run: ({ store }, name) => {
      const view = findView(name);
      if (view !== undefined) store.dispatch({ type: 'view-chosen', view: view.name });
    },
  },
  {
    word: 'theme',
    description: 'change how the console looks',
    completions: () => themeNames.map((name) => ({ value: name, description: themeDescriptions[name] })),
    run: ({ store }, name) => {
      if (isThemeName(name)) store.dispatch(appearance.event(name));
    },
  },
  {
    word: 'sort',
    description: 'sort by a column',
    completions: (state) =>
      sortColumns(state).flatMap((column) => [
        { value: column, description: 'ascending' },
        { value: `${column} down`, description: 'descending' },
      ]),
    run: (context, value) => {
      const [column = '', direction] = value.split(' ');
      sortBy(context, { column, descending: direction === 'down' });
    },
  },
  {
    word: 'filter',
    description: 'show only what holds all the words',
    completions: () => [],
    open: true,
    run: ({ store }, text) => {
      const list = listInFocus(store.state);
      store.dispatch({ type: 'mode-entered', mode: { kind: 'filter', list, before: '' } });
      store.dispatch({ type: 'filter-edited', text });
      store.dispatch({ type: 'mode-left' });
    },
  },
  {
    word: 'run',
    description: "run a command of the repository's own",
    completions: () => extraBindings().map(({ title, description }) => ({ value: title, description })),
    run: ({ act }, title) => {
      const binding = extraBindings().find((each) => each.title === title);
      if (binding !== undefined) act(binding);
    },
  },
  {
    word: 'sync',
    description: 'compare some of the hosts, and after a question put their files there',
    completions: hostChoices,
    disabled: whyNoSync,
    run: (context, name) => {
      const chosen = context.store.state.hosts.filter((host) => host.name === name || host.group === name);
      void prepareChange(context, { verb: 'sync', hosts: chosen.map((host) => host.name) });
    },
  },
  {
    word: 'ssh',
    description: 'log in to a host',
    completions: hosts,
    run: sshTo,
  },
];
