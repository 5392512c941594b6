import { listViews } from '../views/views.ts';
import type { Binding, KeyContext } from './binding.ts';
import { allBindings } from './bindings.ts';
import { keyLabel } from './key-labels.ts';

export interface KeyTableRow {
  readonly keys: string;
  readonly title: string;
  readonly description: string;
  readonly dangerous: boolean;
  /** The name by which other keys can be given to it. */
  readonly action: string;
}

export interface KeyTableSection {
  readonly context: KeyContext;
  readonly title: string;
  readonly rows: readonly KeyTableRow[];
}

type SectionTitle = readonly [KeyContext, string];

const normalSections: readonly SectionTitle[] = [
  ['normal', 'Everywhere'],
  ['list', 'In any list'],
  ['hosts', 'In the hosts'],
  ['main', 'In the main pane'],
];

const modeSections: readonly SectionTitle[] = [
  ['confirm', 'When asked'],
  ['filter', 'While typing a filter'],
  ['secret', 'While typing a password'],
  ['text', 'While typing an answer'],
  ['palette', 'In the command palette'],
  ['help', 'In this help'],
  ['problems', 'When problems are shown'],
  ['answer', 'When an answer is shown'],
  ['always', 'At any time'],
];

function toRow({ keys, title, description, dangerous, action }: Binding): KeyTableRow {
  return { keys: keys.map(keyLabel).join(' '), title, description, dangerous: dangerous === true, action };
}

function viewSections(): readonly SectionTitle[] {
  return listViews()
    .filter(({ bindings }) => bindings.some(({ contexts }) => contexts[0] !== 'normal'))
    .map(({ name, section }) => [`view:${name}`, section]);
}

/** Every key by where it works: for the help and the manual. */
export function keyTable(): readonly KeyTableSection[] {
  return [...normalSections, ...viewSections(), ...modeSections].map(([context, title]) => ({
    context,
    title,
    rows: allBindings()
      .filter(({ contexts, keys }) => contexts[0] === context && keys.length > 0)
      .map(toRow),
  }));
}
