import { reserve } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf } from './code-points.ts';
import { textOf } from './compare.ts';
import { asInt, clampInt } from './numbers.ts';
import { PyTuple } from './scalars.ts';
import { fullTypeName } from './type-names.ts';
import { isSpace, isSpaceCode, pythonSpace, trim, trimEnd, trimStart } from './whitespace.ts';

/** `str.isspace()`. */
export function isSpaceText(text: string): boolean {
  return isSpace(text);
}

/** `strip`, `lstrip` and `rstrip`: white space, or any of some characters. */
export function strip(text: string, chars: unknown, how: 'strip' | 'lstrip' | 'rstrip'): string {
  if (chars === undefined || chars === null) {
    if (how === 'strip') return trim(text);
    return how === 'lstrip' ? trimStart(text) : trimEnd(text);
  }
  const set = textOf(chars);
  if (set === undefined) throw new PyError('TypeError', `${how} arg must be None or str`);
  const unwanted = new Set(set);
  const characters = charactersOf(text);
  let start = 0;
  let end = characters.length;
  const isUnwanted = (index: number): boolean => unwanted.has(characters[index] ?? '');
  if (how !== 'rstrip') while (start < end && isUnwanted(start)) start += 1;
  if (how !== 'lstrip') while (end > start && isUnwanted(end - 1)) end -= 1;
  return characters.slice(start, end).join('');
}

function limitOf(limit: unknown): number {
  if (limit === undefined) return Number.MAX_SAFE_INTEGER;
  const int = asInt(limit);
  if (int === undefined) {
    throw new PyError('TypeError', `'${fullTypeName(limit)}' object cannot be interpreted as an integer`);
  }
  const size = clampInt(int);
  return size < 0 ? Number.MAX_SAFE_INTEGER : size;
}

function separatorOf(separator: unknown): string | undefined {
  if (separator === undefined || separator === null) return undefined;
  const text = textOf(separator);
  if (text === undefined) {
    throw new PyError('TypeError', `must be str or None, not ${fullTypeName(separator)}`);
  }
  if (text === '') throw new PyError('ValueError', 'empty separator');
  return text;
}

/** `str.split(sep, maxsplit)`. */
export function split(text: string, separator: unknown, limit: unknown): string[] {
  const by = separatorOf(separator);
  const times = limitOf(limit);
  reserve(text.length);
  if (by === undefined) return splitWords(text, times);
  const parts = text.split(by);
  if (parts.length - 1 <= times) return parts;
  return [...parts.slice(0, times), parts.slice(times).join(by)];
}

function splitWords(text: string, times: number): string[] {
  const words: string[] = [];
  let rest = trimStart(text);
  while (rest !== '' && words.length < times) {
    let end = 0;
    while (end < rest.length && !isSpaceCode(rest.charCodeAt(end))) end += 1;
    words.push(rest.slice(0, end));
    rest = trimStart(rest.slice(end));
  }
  if (rest !== '') words.push(rest);
  return words;
}

/** `str.rsplit(sep, maxsplit)`. */
export function splitRight(text: string, separator: unknown, limit: unknown): string[] {
  const by = separatorOf(separator);
  const times = limitOf(limit);
  reserve(text.length);
  if (by === undefined) return splitWordsRight(text, times);
  const parts: string[] = [];
  let rest = text;
  while (parts.length < times) {
    const at = rest.lastIndexOf(by);
    if (at === -1) break;
    parts.unshift(rest.slice(at + by.length));
    rest = rest.slice(0, at);
  }
  return [rest, ...parts];
}

function splitWordsRight(text: string, times: number): string[] {
  const words: string[] = [];
  let rest = trimEnd(text);
  while (rest !== '' && words.length < times) {
    let start = rest.length;
    while (start > 0 && !isSpaceCode(rest.charCodeAt(start - 1))) start -= 1;
    words.unshift(rest.slice(start));
    rest = trimEnd(rest.slice(0, start));
  }
  if (rest !== '') words.unshift(rest);
  return words;
}

const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** `str.splitlines(keepends)`: Python knows more line ends than the newline. */
export function splitLines(text: string, keepEnds = false): string[] {
  reserve(text.length);
  const result: string[] = [];
  let start = 0;
  for (const match of text.matchAll(lineEnd)) {
    const end = match.index + match[0].length;
    result.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) result.push(text.slice(start));
  return result;
}

/** `str.partition` and `str.rpartition`. */
export function partition(text: string, separator: string, which: 'first' | 'last'): PyTuple {
  if (separator === '') throw new PyError('ValueError', 'empty separator');
  const at = which === 'first' ? text.indexOf(separator) : text.lastIndexOf(separator);
  if (at === -1) return new PyTuple(which === 'first' ? [text, '', ''] : ['', '', text]);
  return new PyTuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
}

/** Runs of white space, for filters that split on them. */
export const spaces = new RegExp(`[${pythonSpace}]+`, 'g');
