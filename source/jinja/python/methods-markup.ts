import { textOf } from './compare.ts';
import { items } from './iterate.ts';
import { escapeText, escapeValue, htmlOf } from './markup.ts';
import { type Method, none, one } from './methods.ts';
import { join, strMethods } from './methods-str.ts';
import { Markup, PyTuple } from './scalars.ts';
import { spaces } from './text-split.ts';
import { trim } from './whitespace.ts';

/** Methods of `str` whose arguments are escaped and whose results are safe again. */
const safe = new Set([
  'capitalize',

  'center',
  'expandtabs',
  'ljust',
  'lower',
  'lstrip',

  'replace',
  'rjust',
  'rstrip',
  'strip',
  'swapcase',
  'title',
  'translate',
  'upper',
  'zfill',
  'split',
  'rsplit',
  'splitlines',
  'partition',
  'rpartition',
]);

/** Of these the arguments are left as they are. */
const unescaped = new Set(['split', 'rsplit', 'splitlines', 'translate']);

const own: readonly Method<Markup>[] = [
  { name: 'join', shape: one, body: (markup, parts) => joinEscaped(markup, parts) },
  { name: 'striptags', shape: none, body: (markup) => stripTags(markup.value) },
  { name: 'unescape', shape: none, body: (markup) => unescapeText(markup.value) },
  { name: '__html__', shape: none, body: (markup) => markup },
];

const methods = new Map(own.map((method) => [method.name, method]));
for (const [name, method] of strMethods) {
  if (!safe.has(name)) continue;
  methods.set(name, {
    name,
    shape: method.shape,
    body: (markup, ...args) =>
      toSafe(method.body(markup.value, ...args.map(unescaped.has(name) ? plain : escaped))),
  });
}

/** A method of `Markup` that is not simply that of `str`. */
export function markupMethod(name: string): Method<Markup> | undefined {
  return methods.get(name);
}

function plain(value: unknown): unknown {
  return textOf(value) ?? value;
}

function escaped(value: unknown): unknown {
  if (value instanceof Markup) return value.value;
  return typeof value === 'string' ? escapeText(value) : (htmlOf(value) ?? value);
}

function toSafe(result: unknown): unknown {
  if (typeof result === 'string') return new Markup(result);
  if (Array.isArray(result)) return result.map(toSafe);
  return result instanceof PyTuple ? new PyTuple(result.items.map(toSafe)) : result;
}

function joinEscaped(separator: Markup, parts: unknown): Markup {
  const texts: string[] = [];
  for (const item of items(parts)) texts.push(escapeValue(item).value);
  return new Markup(join(separator.value, texts));
}

/** Text without tags and comments, white space collapsed, entities resolved. */
export function stripTags(html: string): string {
  const text = cutOut(cutOut(html, '<!--', '-->'), '<', '>');
  return unescapeText(trim(text).replace(spaces, ' '));
}

/** Leaves out every span between these marks; one that is not closed stays. */
function cutOut(text: string, open: string, close: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start === -1 ? -1 : text.indexOf(close, start + open.length);
    if (end === -1) break;
    kept.push(text.slice(at, start));
    at = end + close.length;
  }
  return kept.join('') + text.slice(at);
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['copy', '\u00a9'],
  ['reg', '\u00ae'],
  ['hellip', '\u2026'],
  ['mdash', '\u2014'],
  ['ndash', '\u2013'],
]);

/** Text with the entities of HTML that templates meet resolved. */
export function unescapeText(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));/g,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return entities.get(name) ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    },
  );
}
