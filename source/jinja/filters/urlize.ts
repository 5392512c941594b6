import { lengthOf, sliceText } from '../python/code-points.ts';
import { textOf } from '../python/compare.ts';
import { escapeText, escapeValue } from '../python/markup.ts';
import { asInt, clampInt } from '../python/numbers.ts';
import { repr, str } from '../python/repr.ts';
import { isTrue } from '../python/truth.ts';
import { pythonSpace } from '../python/whitespace.ts';
import { limitError } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';

export interface UrlizeOptions {
  /** The longest address to show, in characters; None for no limit. */
  readonly limit: unknown;
  readonly nofollow: boolean;
  readonly target: unknown;
  readonly rel: unknown;
  readonly schemes: readonly unknown[];
}

const word = '[\\p{L}\\p{N}_%-]';
const address = new RegExp(
  `^(?:(?:https?://|www\\.)(?:(?:${word}+\\.)+)?(?:[a-z]{2,63}|xn--[\\p{L}\\p{N}_%]{2,59})` +
    `|(?:${word}{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)` +
    '|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\]))' +
    '(?::\\d{1,5})?(?:[/?#]\\S*)?$',
  'iu',
);
const email = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;

/** Text with its addresses as links; everything else escaped. */
export function urlize(value: unknown, options: UrlizeOptions): string {
  const schemes = options.schemes.map(checkScheme);
  const attributes = linkAttributes(options);
  const words = escapeValue(value).value.split(new RegExp(`([${pythonSpace}]+)`));
  return words.map((part) => linkWord(part, attributes, options.limit, schemes)).join('');
}

function checkScheme(scheme: unknown): string {
  const text = textOf(scheme) ?? '';
  if (/^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u.test(text)) return text;
  throw new PyError('FilterArgumentError', `${repr(scheme)} is not a valid URI scheme prefix.`);
}

function linkAttributes({ nofollow, rel, target }: UrlizeOptions): string {
  const parts = new Set((isTrue(rel) ? str(rel) : '').split(/\s+/).filter((part) => part !== ''));
  if (nofollow) parts.add('nofollow');
  parts.add('noopener');
  const relText = ` rel="${escapeText([...parts].sort().join(' '))}"`;
  return isTrue(target) ? `${relText} target="${escapeValue(target).value}"` : relText;
}

/** A longer word is no address that anyone could use. */
const maxWord = 10_000;

function linkWord(text: string, attributes: string, limit: unknown, schemes: readonly string[]): string {
  if (text.length > maxWord) throw limitError(`a word of ${text.length} characters to look for addresses in`);
  const head = /^(?:[(<]|&lt;)+/.exec(text)?.[0] ?? '';
  const { middle, tail } = balance(...splitTail(text.slice(head.length)));
  return head + link(middle, attributes, limit, schemes) + tail;
}

/** Cuts closing punctuation off a word. */
function splitTail(text: string): [string, string] {
  let end = text.length;
  for (;;) {
    if (/[)>.,\n]/.test(text.charAt(end - 1))) end -= 1;
    else if (text.slice(0, end).endsWith('&gt;')) end -= 4;
    else return [text.slice(0, end), text.slice(end)];
  }
}

const pairs = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

/** Gives back closing brackets that were opened inside the address. */
function balance(start: string, end: string): { middle: string; tail: string } {
  let middle = start;
  let tail = end;
  for (const [open, close] of pairs) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let left = Math.min(opened, count(tail, close)); left > 0; left -= 1) {
      const at = tail.indexOf(close) + close.length;
      middle += tail.slice(0, at);
      tail = tail.slice(at);
    }
  }
  return { middle, tail };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function link(text: string, attributes: string, limit: unknown, schemes: readonly string[]): string {
  if (address.test(text)) {
    const target = /^https?:\/\//.test(text) ? text : `https://${text}`;
    return `<a href="${target}"${attributes}>${shorten(text, limit)}</a>`;
  }
  if (text.startsWith('mailto:') && email.test(text.slice(7))) {
    return `<a href="${text}">${text.slice(7)}</a>`;
  }
  if (text.includes('@') && !text.startsWith('www.') && !text.includes(':') && email.test(text)) {
    return `<a href="mailto:${text}">${text}</a>`;
  }
  let linked = text;
  for (const scheme of schemes) {
    if (linked !== scheme && linked.startsWith(scheme)) {
      linked = `<a href="${linked}"${attributes}>${linked}</a>`;
    }
  }
  return linked;
}

function shorten(text: string, limit: unknown): string {
  const int = asInt(limit);
  if (int === undefined) return text;
  const size = clampInt(int);
  return lengthOf(text) > size ? `${sliceText(text, 0, size)}...` : text;
}
