import type { KeyName } from './key-input.ts';

const named = new Set([
  ...['space', 'enter', 'tab', 'escape', 'backspace', 'delete', 'insert', 'up', 'down', 'left', 'right'],
  ...['home', 'end', 'pageup', 'pagedown'],
  ...Array.from({ length: 12 }, (_, index) => `f${index + 1}`),
]);
const short: Readonly<Record<string, string>> = {
  esc: 'escape',
  return: 'enter',
  pgup: 'pageup',
  pgdn: 'pagedown',
};
const modifiers = ['ctrl', 'alt', 'shift'];

/** A key as people write it - `S`, `F5`, `Ctrl-X`, `alt+j`, `Esc` - by its name; undefined for what is none. */
export function readKeyName(text: string): KeyName | undefined {
  if ([...text].length === 1) return text === ' ' ? 'space' : text;
  const parts = text.split(/[+-](?=.)/);
  const last = parts.pop() ?? '';
  const given = parts.map((part) => part.toLowerCase());
  if (given.some((part) => !modifiers.includes(part))) return undefined;
  const lower = short[last.toLowerCase()] ?? last.toLowerCase();
  const single = [...last].length === 1;
  if (!single && !named.has(lower)) return undefined;
  const key = single ? (given.includes('ctrl') ? last.toLowerCase() : last) : lower;
  return `${modifiers
    .filter((each) => given.includes(each))
    .map((each) => `${each}+`)
    .join('')}${key}`;
}
