import type { KeyName } from './key-input.ts';

const labels: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  space: 'Space',
  backspace: 'Backspace',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
};

/** A key as people write it: `Ctrl-C`, `Esc`, `j`. */
export function keyLabel(key: KeyName): string {
  const known = labels[key];
  if (known !== undefined) return known;
  if (key.startsWith('ctrl+')) return `Ctrl-${keyLabel(key.slice(5)).toUpperCase()}`;
  if (key.startsWith('alt+')) return `Alt-${keyLabel(key.slice(4))}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}
