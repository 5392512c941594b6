import { PyObject } from './object.ts';
import { str } from './repr.ts';
import { Markup } from './scalars.ts';

const unsafe = /[&<>"']/g;

const replacements = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

/** Text with the characters that mean something in HTML replaced. */
export function escapeText(text: string): string {
  return text.replace(unsafe, (character) => replacements.get(character) ?? character);
}

/** The HTML a value brings along (`__html__`), undefined for a value that must be escaped. */
export function htmlOf(value: unknown): string | undefined {
  if (value instanceof Markup) return value.value;
  return value instanceof PyObject ? value.html() : undefined;
}

/** `escape(value)`: safe text of anything. */
export function escapeValue(value: unknown): Markup {
  if (value instanceof Markup) return value;
  return new Markup(htmlOf(value) ?? escapeText(str(value)));
}

/** A string kept as it is, safe or not; anything else as it prints. */
export function softStr(value: unknown): string | Markup {
  return value instanceof Markup ? value : str(value);
}

/** A result that is safe where its source was. */
export function like(source: unknown, text: string): string | Markup {
  return source instanceof Markup ? new Markup(text) : text;
}
