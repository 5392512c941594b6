import type { Binding } from './binding.ts';
import { listBindings } from './list-bindings.ts';
import { modeBindings } from './mode-bindings.ts';
import { normalBindings } from './normal-bindings.ts';

/** Every key of the console: the one registry that dispatch, the footer, the help and the manual read. */
export const bindings: readonly Binding[] = [...normalBindings, ...listBindings, ...modeBindings];
