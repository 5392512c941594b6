import { checkSize, reserve, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf, lengthOf, sliceText, toCharacterIndex } from './code-points.ts';
import { textOf } from './compare.ts';
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
import { asInt } from './numbers.ts';
import { PyTuple } from './scalars.ts';
import { resolveSlice } from './slices.ts';
import * as casing from './text-case.ts';
import { encode, translate } from './text-encode.ts';
import { expandTabs, justify, needInt, zeroFill } from './text-layout.ts';
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

export function need(value: unknown, where?: string): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  const name = fullTypeName(value);
  if (where !== undefined) throw new PyError('TypeError', `${where} must be str, not ${name}`);
  throw new PyError('TypeError', `must be str, not ${name}`);
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
  spend(text.length / 100);
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
    checkSize(size);
  }
  return texts.join(separator);
}
