import { textOf } from '../python/compare.ts';
import { str } from '../python/repr.ts';
import { PyTuple } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { fullTypeName } from '../python/type-names.ts';
import { checkSize } from '../runtime/budget.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define } from '../runtime/operation.ts';
import { ansibleError } from './ansible-error.ts';
import { type Match, PythonRegex } from './regex-run.ts';

export const regexFilters: readonly [string, Operation][] = [
  [
    'regex_replace',
    define(
      "regex_replace(value='', pattern='', replacement='', ignorecase=False, multiline=False)",
      ([value, pattern, replacement, ignoreCase, multiline]) =>
        replaceAll(str(value), compile(pattern, ignoreCase, multiline), patternText(replacement)),
    ),
  ],
  [
    'regex_findall',
    define(
      'regex_findall(value, regex, multiline=False, ignorecase=False)',
      ([value, pattern, multiline, ignoreCase]) =>
        findAll(str(value), compile(pattern, ignoreCase, multiline)),
    ),
  ],
  [
    'regex_search',
    define('regex_search(value, regex, *args, **kwargs)', ([value, pattern], _context, { rest, named }) =>
      search(str(value), compile(pattern, named.get('ignorecase'), named.get('multiline')), rest),
    ),
  ],
  [
    'regex_escape',
    define("regex_escape(string, re_type='python')", ([value, type]) => escapePattern(str(value), type)),
  ],
];

export const regexTests: readonly [string, Operation][] = [
  [
    'match',
    define(
      "match(value, pattern='', ignorecase=False, multiline=False)",
      ([value, pattern, ignoreCase, multiline]) => tests(value, pattern, ignoreCase, multiline, 'match'),
    ),
  ],
  [
    'search',
    define(
      "search(value, pattern='', ignorecase=False, multiline=False)",
      ([value, pattern, ignoreCase, multiline]) => tests(value, pattern, ignoreCase, multiline, 'search'),
    ),
  ],
  [
    'regex',
    define(
      "regex(value='', pattern='', ignorecase=False, multiline=False, match_type='search')",
      ([value, pattern, ignoreCase, multiline, type]) =>
        tests(value, pattern, ignoreCase, multiline, str(type)),
    ),
  ],
];

function patternText(value: unknown): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new PyError(
    'TypeError',
    `first argument must be string or compiled pattern, not ${fullTypeName(value)}`,
  );
}

function compile(pattern: unknown, ignoreCase: unknown, multiline: unknown): PythonRegex {
  return new PythonRegex(patternText(pattern), {
    ignoreCase: isTrue(ignoreCase ?? false),
    multiline: isTrue(multiline ?? false),
  });
}

/** `re.sub`. */
function replaceAll(text: string, regex: PythonRegex, replacement: string): string {
  const parts = readReplacement(replacement, regex);
  let result = '';
  let at = 0;
  for (const match of regex.matches(text)) {
    result += text.slice(at, match.index) + parts.map((part) => part(match)).join('');
    at = match.index + match.text.length;
    checkSize(result.length);
  }
  return result + text.slice(at);
}

type ReplacementPart = (match: Match) => string;

const replacementEscapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', '\x07'],
  ['f', '\f'],
  ['v', '\v'],
  ['b', '\b'],
  ['\\', '\\'],
]);

/** A replacement with `\1`, `\g<name>` and escapes, taken apart. */
function readReplacement(text: string, regex: PythonRegex): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\\', at);
    const plain = text.slice(at, next === -1 ? text.length : next);
    if (plain !== '') parts.push(() => plain);
    if (next === -1) break;
    const { length, part } = readEscape(text, next, regex);
    parts.push(part);
    at = next + length;
  }
  return parts;
}

function readEscape(text: string, at: number, regex: PythonRegex): { length: number; part: ReplacementPart } {
  const rest = text.slice(at);
  const [named, name = ''] = /^\\g<([^>]*)>/.exec(rest) ?? [];
  if (named !== undefined) return { length: named.length, part: groupPart(name, regex, at) };
  const [octal, digits = ''] = /^\\(0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest) ?? [];
  if (octal !== undefined) {
    const character = String.fromCharCode(Number.parseInt(digits, 8));
    return { length: octal.length, part: () => character };
  }
  const [numbered, number = ''] = /^\\([1-9][0-9]?)/.exec(rest) ?? [];
  if (numbered !== undefined) return { length: numbered.length, part: groupPart(number, regex, at) };
  const letter = rest.charAt(1);
  const known = replacementEscapes.get(letter);
  if (known !== undefined) return { length: 2, part: () => known };
  if (/[a-zA-Z]/.test(letter)) throw new PyError('error', `bad escape \\${letter} at position ${at}`);
  if (letter === '') throw new PyError('error', `bad escape (end of pattern) at position ${at}`);
  return { length: 2, part: () => `\\${letter}` };
}

function groupPart(name: string, { translated }: PythonRegex, at: number): ReplacementPart {
  if (/^\d+$/.test(name)) {
    const number = Number(name);
    if (number > translated.groups)
      throw new PyError('error', `invalid group reference ${number} at position ${at + 1}`);
    return (match) => (number === 0 ? match.text : (match.groups[number - 1] ?? ''));
  }
  if (!translated.names.includes(name)) throw new PyError('IndexError', `unknown group name '${name}'`);
  return (match) => match.named[name] ?? '';
}

/** `re.findall`: the matches, or their groups where the pattern has some. */
function findAll(text: string, regex: PythonRegex): unknown[] {
  return regex.matches(text).map((match) => {
    const groups = match.groups.map((group) => group ?? '');
    if (groups.length === 0) return match.text;
    return groups.length === 1 ? groups[0] : new PyTuple(groups);
  });
}

/** The first match, or the groups of it that are asked for as `\1` or `\g<name>`; None for no match. */
function search(text: string, regex: PythonRegex, wanted: readonly unknown[]): unknown {
  const names = wanted.map(readGroupName);
  const [match] = regex.matches(text, true);
  if (match === undefined) return null;
  if (names.length === 0) return match.text;
  return names.map((name) => groupOf(match, name, regex));
}

function readGroupName(argument: unknown): string | number {
  const text = str(argument);
  const named = /^\\g<(\S+)>/.exec(text)?.[1];
  if (named !== undefined) return named;
  const number = /^\\(\d+)/.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  throw ansibleError('Unknown argument');
}

function groupOf(match: Match, name: string | number, { translated }: PythonRegex): unknown {
  if (name === 0) return match.text;
  const isKnown = typeof name === 'number' ? name <= translated.groups : translated.names.includes(name);
  if (!isKnown) throw new PyError('IndexError', 'no such group');
  return (typeof name === 'number' ? match.groups[name - 1] : match.named[name]) ?? null;
}

function escapePattern(text: string, type: unknown): string {
  if (type === 'python')
    return text.replace(/[-()[\]{}?*+|^$\\.&~# \t\n\r\v\f]/g, (character) => `\\${character}`);
  if (type === 'posix_basic') return text.replace(/([\].[^$*\\])/g, '\\$1');
  if (type === 'posix_extended') throw ansibleError(`Regex type (${str(type)}) not yet implemented`);
  throw ansibleError(`Invalid regex type (${str(type)})`);
}

function tests(
  value: unknown,
  pattern: unknown,
  ignoreCase: unknown,
  multiline: unknown,
  type: string,
): boolean {
  const regex = compile(pattern, ignoreCase, multiline);
  const text = str(value);
  const [match] = regex.matches(text, true);
  if (type === 'match') return match?.index === 0;
  if (type === 'fullmatch') return regex.matches(text).some((found) => found.text === text);
  return match !== undefined;
}
