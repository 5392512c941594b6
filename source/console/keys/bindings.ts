import { deskBindings } from '../desk/desk-keys.ts';
import { paletteBindings } from '../palette/palette-keys.ts';
import { tableBindings } from '../tables/table-keys.ts';
import { listViews } from '../views/views.ts';
import type { Binding } from './binding.ts';
import { type KeyMap, remapKeys } from './customize.ts';
import { listBindings } from './list-bindings.ts';
import { modeBindings } from './mode-bindings.ts';
import { normalBindings, operationBindings } from './normal-bindings.ts';

let all: readonly Binding[] | undefined;
let extra: readonly Binding[] = [];

function ownBindings(): readonly Binding[] {
  const views = listViews();
  return [
    ...operationBindings,
    ...views.flatMap(({ show }) => show),
    ...normalBindings,
    ...paletteBindings,
    ...deskBindings,
    ...tableBindings,
    ...views.flatMap(({ bindings }) => bindings),
    ...listBindings,
    ...modeBindings,
  ];
}

/** Every key of the console: the one registry that dispatch, the footer, the help, the palette and the manual read. */
export function allBindings(): readonly Binding[] {
  all ??= ownBindings();
  return all;
}

/** The repository's own commands, as bindings. */
export function extraBindings(): readonly Binding[] {
  return extra;
}

/**
 * From now on with the operator's own keys, and with the repository's commands. Throws OperatorError where a key
 * would do two things.
 */
export function customizeBindings(map: KeyMap, commands: readonly Binding[] = []): void {
  extra = commands;
  const keyed = Object.fromEntries(
    commands.flatMap(({ action, keys }) => (keys.length > 0 ? [[action, keys]] : [])),
  );
  all = remapKeys([...ownBindings(), ...commands], { ...keyed, ...map });
}
