/** What an operator can choose; `auto` is the terminal's own palette, or none where there is none. */
export const themeNames = ['auto', 'dark', 'light', 'contrast', 'colour-blind', 'none', 'ascii'] as const;

export type ThemeName = (typeof themeNames)[number];

/** What each is for, in a line. */
export const themeDescriptions: Readonly<Record<ThemeName, string>> = {
  auto: "the terminal's own colours",
  dark: 'for dark grounds',
  light: 'for light grounds',
  contrast: 'high contrast, nothing faint',
  'colour-blind': 'blue and orange in place of green and red',
  none: 'no colour: weight and inversion',
  ascii: 'ASCII characters only',
};

export function isThemeName(name: string): name is ThemeName {
  return themeNames.some((each) => each === name);
}
