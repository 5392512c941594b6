import { footerBindings, workingKey } from '../keys/find-binding.ts';
import { keyLabel } from '../keys/key-labels.ts';
import type { Look } from '../look/look.ts';
import { type Line, lineWidth, paintLine, span } from '../look/paint.ts';
import type { ConsoleState } from '../store/state.ts';

/** The keys that work now; those that would only say why not are faint. The least used go as the screen narrows. */
export function footerLine(state: ConsoleState, look: Look, columns: number): string {
  const line: Line[] = [];
  let width = 0;
  for (const binding of footerBindings(state)) {
    const { title, disabled } = binding;
    const off = disabled?.(state) !== undefined;
    const entry = [
      span('plain', ' '),
      span(off ? 'dim' : 'key', keyLabel(workingKey(state, binding) ?? '')),
      span('dim', ` ${title} `),
    ];
    width += lineWidth(entry);
    if (width > columns) break;
    line.push(entry);
  }
  return paintLine(look, line.flat(), columns);
}
