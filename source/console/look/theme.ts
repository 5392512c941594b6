/** What a piece of text is, not how it looks: a theme gives each its looks. */
export type StyleName =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'good'
  | 'warning'
  | 'bad'
  | 'accent'
  | 'added'
  | 'removed'
  | 'border'
  | 'border-focused'
  | 'selected'
  | 'tab'
  | 'lab'
  | 'production'
  | 'production-bar'
  | 'key'
  | 'danger';

/** SGR parameters of each style. */
export type Theme = Readonly<Record<StyleName, string>>;

/** The terminal's own palette, so that it fits light and dark alike; colour is kept for what needs an eye. */
export const paletteTheme: Theme = {
  plain: '',
  dim: '2',
  strong: '1',
  good: '32',
  warning: '33',
  bad: '1;31',
  accent: '36',
  added: '32',
  removed: '31',
  border: '2',
  'border-focused': '36',
  selected: '7',
  tab: '1;36',
  lab: '1;97;44',
  production: '1;97;41',
  'production-bar': '97;41',
  key: '1;36',
  danger: '1;31',
};

/** For dark grounds, where the palette of the terminal is too dull or too loud. */
export const darkTheme: Theme = {
  ...paletteTheme,
  dim: '38;5;246',
  good: '38;5;114',
  warning: '38;5;221',
  bad: '1;38;5;210',
  accent: '38;5;80',
  added: '38;5;114',
  removed: '38;5;210',
  border: '38;5;240',
  'border-focused': '38;5;80',
  selected: '38;5;231;48;5;238',
  tab: '1;38;5;80',
  key: '1;38;5;80',
  danger: '1;38;5;210',
};

/** For light grounds: dark, full colours. */
export const lightTheme: Theme = {
  ...paletteTheme,
  dim: '38;5;242',
  good: '38;5;22',
  warning: '38;5;94',
  bad: '1;38;5;124',
  accent: '38;5;24',
  added: '38;5;22',
  removed: '38;5;124',
  border: '38;5;248',
  'border-focused': '38;5;24',
  selected: '38;5;16;48;5;252',
  tab: '1;38;5;24',
  lab: '1;38;5;231;48;5;25',
  production: '1;38;5;231;48;5;124',
  'production-bar': '38;5;231;48;5;124',
  key: '1;38;5;24',
  danger: '1;38;5;124',
};

/** Nothing faint, nothing subtle: what is wrong stands on a ground of its own. */
export const contrastTheme: Theme = {
  plain: '',
  dim: '',
  strong: '1',
  good: '1;92',
  warning: '1;30;103',
  bad: '1;97;41',
  accent: '1;96',
  added: '1;92',
  removed: '1;91',
  border: '',
  'border-focused': '1;96',
  selected: '1;30;107',
  tab: '1;30;106',
  lab: '1;97;44',
  production: '1;97;41',
  'production-bar': '1;97;41',
  key: '1;93',
  danger: '1;97;41',
};

/** Blue for what is well and orange for what is not: told apart with any kind of colour vision. */
export const colourBlindTheme: Theme = {
  ...paletteTheme,
  good: '38;5;33',
  warning: '38;5;179',
  bad: '1;38;5;208',
  accent: '38;5;45',
  added: '38;5;33',
  removed: '38;5;208',
  'border-focused': '38;5;45',
  tab: '1;38;5;45',
  lab: '1;38;5;231;48;5;25',
  production: '1;38;5;16;48;5;208',
  'production-bar': '38;5;16;48;5;208',
  key: '1;38;5;45',
  danger: '1;38;5;208',
};

/** Without colour: weight and inversion only. */
export const plainTheme: Theme = {
  plain: '',
  dim: '2',
  strong: '1',
  good: '',
  warning: '1',
  bad: '1',
  accent: '1',
  added: '1',
  removed: '2',
  border: '2',
  'border-focused': '1',
  selected: '7',
  tab: '1;4',
  lab: '1;7',
  production: '1;7',
  'production-bar': '7',
  key: '1',
  danger: '1',
};
