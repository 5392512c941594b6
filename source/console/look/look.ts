import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.ts';
import {
  colourBlindTheme,
  contrastTheme,
  darkTheme,
  lightTheme,
  paletteTheme,
  plainTheme,
  type Theme,
} from './theme.ts';
import type { ThemeName } from './theme-names.ts';

/** How the console looks on this terminal. */
export interface Look {
  readonly theme: Theme;
  readonly glyphs: Glyphs;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `NO_COLOR` (no-color.org), and terminals that have none. */
function hasColour({ NO_COLOR, TERM }: Environment): boolean {
  return (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb' && TERM !== 'vt100';
}

/** The locale as POSIX resolves it; unset is `C`, which is ASCII. The Linux console has few glyphs. */
function hasUnicode({ LC_ALL, LC_CTYPE, LANG, TERM }: Environment): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || 'C';
  return /utf-?8/i.test(locale) && TERM !== 'linux';
}

const chosenThemes: Readonly<Partial<Record<ThemeName, Theme>>> = {
  dark: darkTheme,
  light: lightTheme,
  contrast: contrastTheme,
  'colour-blind': colourBlindTheme,
  none: plainTheme,
};

/** The looks of a theme on a terminal. One that was chosen by name holds also where `NO_COLOR` is set. */
export function chooseLook(environment: Environment, name: ThemeName = 'auto'): Look {
  const own = hasColour(environment) ? paletteTheme : plainTheme;
  return {
    theme: chosenThemes[name] ?? own,
    glyphs: name !== 'ascii' && hasUnicode(environment) ? unicodeGlyphs : asciiGlyphs,
  };
}
