import { layoutOf } from '../layout.ts';
import { type ConsoleState, topMode } from '../store/state.ts';
import type { KeyContext } from './binding.ts';

/** The contexts keys are looked up in now, the closest first. Too small a screen draws nothing, so nothing acts. */
export function activeContexts(state: ConsoleState): readonly KeyContext[] {
  if (layoutOf(state).kind === 'too-small') return ['always'];
  const mode = topMode(state);
  switch (mode?.kind) {
    case 'filter':
    case 'secret':
    case 'text':
    case 'palette':
      return [mode.kind, 'always'];
    case 'confirm':
    case 'help':
    case 'problems':
    case 'answer':
      return [mode.kind, 'list', 'always'];
    case undefined:
      return normalContexts(state);
  }
}

function normalContexts({ focus, view, zoomed }: ConsoleState): readonly KeyContext[] {
  const inMain = focus === 'main' || zoomed;
  const close: readonly KeyContext[] = inMain ? [`view:${view}`, 'main'] : ['hosts'];
  return [...close, 'normal', 'list', 'always'];
}
