import { type Line, span } from '../look/paint.ts';
import { shownFilter } from '../rows/scope.ts';
import type { ConsoleState } from '../store/state.ts';
import { viewOf } from '../views/views.ts';
import { wrapText } from '../widgets/wrap-text.ts';

/** What stands where a list has nothing to show: why, and which key would change that. */
export function emptyLines(state: ConsoleState, columns: number): readonly Line[] {
  const filter = shownFilter(state, state.view);
  const why = filter === '' ? viewOf(state).empty(state) : `nothing matches /${filter} (Esc takes it away)`;
  const text = wrapText(why, columns - 4);
  return [[], ...text.map((line): Line => [span('dim', `  ${line}`)])];
}
