/**
 * A key by name: the character itself (`j`, `J`, `?`), or `space enter tab escape backspace delete insert up down
 * left right home end pageup pagedown f1`…`f12`, with `ctrl+`, `alt+` and `shift+` before it in this order.
 */
export type KeyName = string;

/** What the mouse did, with the cell it was on, counted from 0. */
export interface MouseInput {
  readonly kind: 'mouse';
  readonly button: 'left' | 'other' | 'wheel-up' | 'wheel-down';
  readonly column: number;
  readonly row: number;
  readonly text?: undefined;
}

export type KeyInput =
  | MouseInput
  | {
      readonly kind: 'key';
      readonly key: KeyName /** What the key types, where it types something. */;
      readonly text?: string;
    }
  | { readonly kind: 'paste'; readonly text: string };

/** Esc and a key that came together, as slow lines deliver them: the parts of an Alt key that nothing is bound to. */
export function splitEscape(name: KeyName): readonly KeyInput[] {
  if (!name.startsWith('alt+')) return [];
  const key = name.slice('alt+'.length);
  const second: KeyInput = [...key].length === 1 ? { kind: 'key', key, text: key } : { kind: 'key', key };
  return [{ kind: 'key', key: 'escape' }, second];
}
