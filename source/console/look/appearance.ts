import { memoizeLast } from '../rows/memoize.ts';
import type { ConsoleState } from '../store/state.ts';
import { defineSlice } from '../views/slice.ts';
import { chooseLook, type Look } from './look.ts';
import type { ThemeName } from './theme-names.ts';

/** The theme that was chosen while the console is open; undefined for the one it was opened with. */
export const appearance = defineSlice<ThemeName | undefined, ThemeName>(
  'appearance',
  undefined,
  (_, theme) => theme,
);

type Environment = Readonly<Record<string, string | undefined>>;

/** How the console looks now, given how it was opened. */
export function createLookChooser(opened: Look, environment: Environment): (state: ConsoleState) => Look {
  const choose = memoizeLast((theme: ThemeName | undefined) =>
    theme === undefined ? opened : chooseLook(environment, theme),
  );
  return (state) => choose(appearance.of(state));
}
