import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.ts';
import { colourTheme, plainTheme, type Theme } from './theme.ts';

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

export function chooseLook(environment: Environment): Look {
  return {
    theme: hasColour(environment) ? colourTheme : plainTheme,
    glyphs: hasUnicode(environment) ? unicodeGlyphs : asciiGlyphs,
  };
}
