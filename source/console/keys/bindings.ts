import { tableBindings } from '../tables/table-keys.ts';
import { listViews } from '../views/views.ts';
import type { Binding } from './binding.ts';
import { listBindings } from './list-bindings.ts';
import { modeBindings } from './mode-bindings.ts';
import { normalBindings, operationBindings } from './normal-bindings.ts';

let all: readonly Binding[] | undefined;

/** Every key of the console: the one registry that dispatch, the footer, the help and the manual read. */
export function allBindings(): readonly Binding[] {
  const views = listViews();
  all ??= [
    ...operationBindings,
    ...views.flatMap(({ show }) => show),
    ...normalBindings,
    ...tableBindings,
    ...views.flatMap(({ bindings }) => bindings),
    ...listBindings,
    ...modeBindings,
  ];
  return all;
}
