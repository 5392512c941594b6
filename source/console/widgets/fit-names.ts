import { displayWidth } from '../frame/clusters.ts';
import { fitText } from '../look/paint.ts';

/** Names in one line of so many columns; of those that find no room it tells how many they are: `a b …(+3)`. */
export function fitNames(names: readonly string[], columns: number, ellipsis: string): string {
  for (let shown = names.length; shown > 1; shown -= 1) {
    const line = withRest(names, shown, ellipsis);
    if (displayWidth(line) <= columns) return line;
  }
  const [first = ''] = names;
  const rest = restOf(names, 1, ellipsis);
  return fitText(first, columns - displayWidth(rest), ellipsis) + rest;
}

function withRest(names: readonly string[], shown: number, ellipsis: string): string {
  return names.slice(0, shown).join(' ') + restOf(names, shown, ellipsis);
}

function restOf(names: readonly string[], shown: number, ellipsis: string): string {
  return shown >= names.length ? '' : ` ${ellipsis}(+${names.length - shown})`;
}
