import { pythonSpace } from '../python/whitespace.ts';

const word = '[\\p{L}\\p{N}_]';
const space = `[${pythonSpace}]`;
export const escapes = new Map([
  ['d', '\\p{Nd}'],
  ['D', '\\P{Nd}'],
  ['w', word],
  ['W', '[^\\p{L}\\p{N}_]'],
  ['s', space],
  ['S', `[^${pythonSpace}]`],
  ['A', '(?<![^])'],
  ['Z', '(?![^])'],
  ['b', `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`],
  ['B', `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`],
]);
/** The same inside a class; white space and words are written out there. */
export const classEscapes = new Map([
  ['d', '\\p{Nd}'],
  ['D', '\\P{Nd}'],
  ['w', '\\p{L}\\p{N}_'],
  ['s', pythonSpace],
]);
export const controls = new Map([
  ['a', '\\x07'],
  ['f', '\\f'],
  ['n', '\\n'],
  ['r', '\\r'],
  ['t', '\\t'],
  ['v', '\\v'],
]);

export function controlCode(letter: string): number {
  return { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[letter] ?? 0;
}

export function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

export function classLiteral(character: string): string {
  return /[\\\]^[-]/.test(character) ? `\\${character}` : character;
}
