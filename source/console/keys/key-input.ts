/**
 * A key by name: the character itself (`j`, `J`, `?`), or `space enter tab escape backspace delete insert up down
 * left right home end pageup pagedown f1`…`f12`, with `ctrl+`, `alt+` and `shift+` before it in this order.
 */
export type KeyName = string;

export type KeyInput =
  | {
      readonly kind: 'key';
      readonly key: KeyName /** What the key types, where it types something. */;
      readonly text?: string;
    }
  | { readonly kind: 'paste'; readonly text: string };
