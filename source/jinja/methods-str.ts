import { reserve, spend } from './budget.ts';
import { charactersOf, lengthOf, sliceText, toCharacterIndex } from './code-points.ts';
import { textOf } from './compare.ts';
import { PyDict } from './dict.ts';
import { PyError } from './errors.ts';
import { items } from './iterate.ts';
import {
  defineMethods,
  type MethodBody,
  named,
  none,
  one,
  parsed,
  positional,
  type Shape,
} from './methods.ts';
import { asInt, clampInt } from './numbers.ts';
import { PyBytes, PyTuple } from './scalars.ts';
import { resolveSlice } from './slices.ts';
import * as casing from './text-case.ts';
import * as lines from './text-split.ts';
import { isTrue } from './truth.ts';
import { fullTypeName, typeName } from './type-names.ts';

type Row = [string, Shape, MethodBody<string>];

const searching: Row[] = [
  ['count', parsed(1, 3), (text, part, start, stop) => countIn(text, need(part), start, stop)],
  ['find', parsed(1, 3), (text, part, start, stop) => search(text, need(part), start, stop, 'first')],
  ['rfind', parsed(1, 3), (text, part, start, stop) => search(text, need(part), start, stop, 'last')],
  ['index', parsed(1, 3), (text, part, start, stop) => found(search(text, need(part), start, stop, 'first'))],
  ['rindex', parsed(1, 3), (text, part, start, stop) => found(search(text, need(part), start, stop, 'last'))],
  [
    'startswith',
    parsed(1, 3),
    (text, prefix, start, stop) => hasAffix('startswith', window(text, start, stop), prefix),
  ],
  [
    'endswith',
    parsed(1, 3),
    (text, suffix, start, stop) => hasAffix('endswith', window(text, start, stop), suffix),
  ],
];

const changing: Row[] = [
  ['capitalize', none, (text) => casing.capitalize(text)],
  ['casefold', none, (text) => casing.foldCase(text)],
  ['lower', none, (text) => casing.toLower(text)],
  ['upper', none, (text) => text.toUpperCase()],
  ['title', none, (text) => casing.toTitle(text)],
  ['swapcase', none, (text) => casing.swapCase(text)],
  [
    'replace',
    positional(2, 3),
    (text, old, fresh, count) =>
      replace(text, need(old, 'replace() argument 1'), need(fresh, 'replace() argument 2'), count),
  ],
  ['strip', positional(0, 1), (text, chars) => lines.strip(text, chars, 'strip')],
  ['lstrip', positional(0, 1), (text, chars) => lines.strip(text, chars, 'lstrip')],
  ['rstrip', positional(0, 1), (text, chars) => lines.strip(text, chars, 'rstrip')],
  [
    'removeprefix',
    one,
    (text, prefix) =>
      text.startsWith(need(prefix, 'removeprefix() argument'))
        ? text.slice(need(prefix, 'removeprefix() argument').length)
        : text,
  ],
  ['removesuffix', one, (text, suffix) => removeSuffix(text, need(suffix, 'removesuffix() argument'))],
  ['expandtabs', named(0, 'tabsize'), (text, size) => expandTabs(text, size)],
  ['center', positional(1, 2), (text, width, fill) => justify(text, width, fill, 'center')],
  ['ljust', positional(1, 2), (text, width, fill) => justify(text, width, fill, 'ljust')],
  ['rjust', positional(1, 2), (text, width, fill) => justify(text, width, fill, 'rjust')],
  ['zfill', one, (text, width) => zeroFill(text, width)],
  ['translate', one, (text, table) => translate(text, table)],
];

const splitting: Row[] = [
  ['split', named(0, 'sep', 'maxsplit'), (text, separator, limit) => lines.split(text, separator, limit)],
  [
    'rsplit',
    named(0, 'sep', 'maxsplit'),
    (text, separator, limit) => lines.splitRight(text, separator, limit),
  ],
  [
    'splitlines',
    named(0, 'keepends'),
    (text, keep) => lines.splitLines(text, keep !== undefined && isTrue(keep)),
  ],
  ['partition', one, (text, separator) => lines.partition(text, need(separator), 'first')],
  ['rpartition', one, (text, separator) => lines.partition(text, need(separator), 'last')],
  ['join', one, (text, parts) => join(text, parts)],
  ['encode', named(0, 'encoding', 'errors'), (text, encoding) => encode(text, encoding)],
];

const asking: Row[] = [
  ['isalnum', none, (text) => /^[\p{L}\p{N}]+$/u.test(text)],
  ['isalpha', none, (text) => /^\p{L}+$/u.test(text)],
  ['isascii', none, (text) => /^[\x00-\x7f]*$/.test(text)],
  ['isdecimal', none, (text) => /^\p{Nd}+$/u.test(text)],
  ['isdigit', none, (text) => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u.test(text)],
  ['isnumeric', none, (text) => /^\p{N}+$/u.test(text)],
  ['isidentifier', none, (text) => /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(text)],
  ['islower', none, (text) => casing.isLower(text)],
  ['isupper', none, (text) => casing.isUpper(text)],
  ['istitle', none, (text) => casing.isTitle(text)],
  ['isprintable', none, (text) => !/[^\P{C}]|[^\P{Z} ]/u.test(text)],
  ['isspace', none, (text) => lines.isSpaceText(text)],
];

/** The methods of `str`, but `format`, which needs named arguments of any name. */
export const strMethods = defineMethods<string>([...searching, ...changing, ...splitting, ...asking]);

function need(value: unknown, where?: string): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  const name = fullTypeName(value);
  if (where !== undefined) throw new PyError('TypeError', `${where} must be str, not ${name}`);
  throw new PyError('TypeError', `must be str, not ${name}`);
}

function needInt(value: unknown): number {
  const int = asInt(value);
  if (int === undefined) {
    throw new PyError('TypeError', `'${fullTypeName(value)}' object cannot be interpreted as an integer`);
  }
  return clampInt(int);
}

/** The part of a text between two optional indexes. */
function window(text: string, start: unknown, stop: unknown): string {
  if (start === undefined) return text;
  const range = resolveSlice(lengthOf(text), start, stop, null);
  return sliceText(text, range.start, Math.max(range.start, range.stop));
}

function search(text: string, part: string, start: unknown, stop: unknown, which: 'first' | 'last'): number {
  const length = lengthOf(text);
  const range = resolveSlice(length, start, stop, null);
  if (range.start > range.stop || (asInt(start) ?? 0) > length) return -1;
  const within = sliceText(text, range.start, range.stop);
  const index = which === 'first' ? within.indexOf(part) : within.lastIndexOf(part);
  return index === -1 ? -1 : toCharacterIndex(within, index) + range.start;
}

function found(index: number): number {
  if (index === -1) throw new PyError('ValueError', 'substring not found');
  return index;
}

function countIn(text: string, part: string, start: unknown, stop: unknown): number {
  const within = window(text, start, stop);
  if ((asInt(start) ?? 0) > lengthOf(text)) return 0;
  if (part === '') return lengthOf(within) + 1;
  return within.split(part).length - 1;
}

function hasAffix(name: 'startswith' | 'endswith', text: string, affix: unknown): boolean {
  const has = (value: string): boolean =>
    name === 'startswith' ? text.startsWith(value) : text.endsWith(value);
  const one = textOf(affix);
  if (one !== undefined) return has(one);
  if (!(affix instanceof PyTuple)) {
    const given = fullTypeName(affix);
    throw new PyError('TypeError', `${name} first arg must be str or a tuple of str, not ${given}`);
  }
  return affix.items.some((item) => {
    const option = textOf(item);
    if (option !== undefined) return has(option);
    throw new PyError('TypeError', `tuple for ${name} must only contain str, not ${fullTypeName(item)}`);
  });
}

/** `text.replace(old, fresh, count)`; a negative count replaces all. */
export function replace(text: string, old: string, fresh: string, count?: unknown): string {
  const limit = count === undefined ? -1 : needInt(count);
  spend(text.length / 10);
  const growth = fresh.length - old.length;
  if (growth > 0) {
    const hits = old === '' ? text.length + 1 : text.split(old).length - 1;
    reserve(text.length + (limit < 0 ? hits : Math.min(hits, limit)) * growth);
  }
  if (limit < 0 && old !== '') return text.replaceAll(old, () => fresh);
  const pieces = old === '' ? ['', ...charactersOf(text), ''] : text.split(old);
  const times = limit < 0 ? pieces.length - 1 : Math.min(limit, pieces.length - 1);
  const head = pieces.slice(0, times + 1).join(fresh);
  return [head, ...pieces.slice(times + 1)].join(old);
}

function removeSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

function expandTabs(text: string, size: unknown): string {
  const width = size === undefined ? 8 : needInt(size);
  let result = '';
  let column = 0;
  for (const character of text) {
    if (character === '\t') {
      const gap = width > 0 ? width - (column % width) : 0;
      reserve(result.length + gap);
      result += ' '.repeat(gap);
      column += gap;
    } else {
      result += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

/** `center`, `ljust` and `rjust`. */
export function justify(
  text: string,
  width: unknown,
  fill: unknown,
  how: 'center' | 'ljust' | 'rjust',
): string {
  const size = needInt(width);
  const filler = fill === undefined ? ' ' : textOf(fill);
  if (filler === undefined) {
    throw new PyError(
      'TypeError',
      `The fill character must be a unicode character, not ${fullTypeName(fill)}`,
    );
  }
  if (lengthOf(filler) !== 1) {
    throw new PyError('TypeError', 'The fill character must be exactly one character long');
  }
  const gap = size - lengthOf(text);
  if (gap <= 0) return text;
  reserve(size);
  if (how === 'ljust') return text + filler.repeat(gap);
  if (how === 'rjust') return filler.repeat(gap) + text;
  // Python puts the odd character on the left where the width is odd too.
  const left = Math.floor(gap / 2) + (gap & size & 1);
  return filler.repeat(left) + text + filler.repeat(gap - left);
}

function zeroFill(text: string, width: unknown): string {
  const gap = needInt(width) - lengthOf(text);
  if (gap <= 0) return text;
  reserve(gap);
  const sign = /^[+-]/.test(text) ? text.charAt(0) : '';
  return sign + '0'.repeat(gap) + text.slice(sign.length);
}

function translate(text: string, table: unknown): string {
  if (!(table instanceof PyDict)) {
    throw new PyError('TypeError', `'${fullTypeName(table)}' object is not subscriptable`);
  }
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const mapped = table.has(code) ? table.get(code) : character;
    if (typeof mapped === 'number') result += String.fromCodePoint(mapped);
    else if (mapped !== null) result += need(mapped, 'character mapping');
  }
  return result;
}

/** `separator.join(parts)` of strings alone. */
export function join(separator: string, parts: unknown): string {
  const texts: string[] = [];
  let size = 0;
  if (typeof parts !== 'string' && !Array.isArray(parts) && typeof parts !== 'object') {
    throw new PyError('TypeError', 'can only join an iterable');
  }
  for (const item of items(parts)) {
    const text = textOf(item);
    if (text === undefined) {
      throw new PyError(
        'TypeError',
        `sequence item ${texts.length}: expected str instance, ${typeName(item)} found`,
      );
    }
    texts.push(text);
    size += text.length + separator.length;
    reserve(size);
  }
  return texts.join(separator);
}

const encodings = new Map<string, BufferEncoding>([
  ['utf-8', 'utf8'],
  ['utf8', 'utf8'],
  ['ascii', 'ascii'],
  ['us-ascii', 'ascii'],
  ['latin-1', 'latin1'],
  ['latin1', 'latin1'],
  ['iso-8859-1', 'latin1'],
  ['utf-16-le', 'utf16le'],
]);

function encode(text: string, encoding: unknown): PyBytes {
  const name = encoding === undefined ? 'utf-8' : need(encoding);
  const known = encodings.get(name.toLowerCase().replaceAll('_', '-'));
  if (known === undefined) throw new PyError('LookupError', `unknown encoding: ${name}`);
  if (known === 'ascii' || known === 'latin1') requireEncodable(text, known === 'ascii' ? 0x7f : 0xff, known);
  reserve(text.length * 3);
  return new PyBytes(Buffer.from(text, known));
}

function requireEncodable(text: string, highest: number, name: string): void {
  const characters = charactersOf(text);
  const position = characters.findIndex((character) => (character.codePointAt(0) ?? 0) > highest);
  if (position === -1) return;
  const code = characters[position]?.codePointAt(0) ?? 0;
  const shown =
    code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  const codec = name === 'latin1' ? 'latin-1' : name;
  throw new PyError(
    'UnicodeEncodeError',
    `'${codec}' codec can't encode character '${shown}' in position ${position}: ordinal not in range(${highest + 1})`,
  );
}
