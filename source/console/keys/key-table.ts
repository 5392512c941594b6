import type { Binding, KeyContext } from './binding.ts';
import { bindings } from './bindings.ts';
import { keyLabel } from './key-labels.ts';

export interface KeyTableRow {
  readonly keys: string;
  readonly title: string;
  readonly description: string;
  readonly dangerous: boolean;
}

export interface KeyTableSection {
  readonly context: KeyContext;
  readonly title: string;
  readonly rows: readonly KeyTableRow[];
}

const sectionTitles: readonly (readonly [KeyContext, string])[] = [
  ['normal', 'Everywhere'],
  ['list', 'In any list'],
  ['hosts', 'In the hosts'],
  ['main', 'In the main pane'],
  ['diff', 'In the diff'],
  ['confirm', 'When asked'],
  ['filter', 'While typing a filter'],
  ['secret', 'While typing a password'],
  ['help', 'In this help'],
  ['problems', 'When problems are shown'],
  ['answer', 'When an answer is shown'],
  ['always', 'At any time'],
];

function toRow({ keys, title, description, dangerous }: Binding): KeyTableRow {
  return { keys: keys.map(keyLabel).join(' '), title, description, dangerous: dangerous === true };
}

/** Every key by where it works: for the help and the manual. */
export function keyTable(): readonly KeyTableSection[] {
  return sectionTitles.map(([context, title]) => ({
    context,
    title,
    rows: bindings.filter(({ contexts }) => contexts[0] === context).map(toRow),
  }));
}
