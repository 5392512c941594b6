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
export const colourTheme: Theme = {
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
