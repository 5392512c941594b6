import { charactersOf, lengthOf } from '../python/code-points.ts';
import { reserve, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';

/** White space as `textwrap` knows it: ASCII alone. */
const space = '[\\t\\n\\x0b\\x0c\\r ]';
const notSpace = '[^\\t\\n\\x0b\\x0c\\r ]';
const wordPunctuation = '[\\p{L}\\p{N}_!"\'&.,?]';
const letter = '[\\p{L}_]';

/** Words, white space, dashes; hyphenated words in their parts. */
const hyphenated = new RegExp(
  `(${space}+|(?<=${wordPunctuation})-{2,}(?=[\\p{L}\\p{N}_])|${notSpace}+?(?:-(?:(?<=${letter}{2}-)|(?<=${letter}-${letter}-))(?=${letter}-?${letter})|(?=${space}|$)|(?<=${wordPunctuation})(?=-{2,}[\\p{L}\\p{N}_])))`,
  'u',
);
const simple = new RegExp(`(${space}+)`, 'u');

/** A paragraph as lines of at most `width` characters. */
export function wrapText(text: string, width: number, breakLong: boolean, breakHyphens: boolean): string[] {
  reserve(text.length);
  const chunks = text
    .split(breakHyphens ? hyphenated : simple)
    .filter((chunk) => chunk !== undefined && chunk !== '');
  if (width <= 0) throw new PyError('ValueError', `invalid width ${width} (must be > 0)`);
  const open = chunks.reverse();
  const lines: string[] = [];
  while (open.length > 0) {
    spend(1);
    if (isBlank(open.at(-1)) && lines.length > 0) open.pop();
    const line = takeLine(open, width, breakLong, breakHyphens);
    if (isBlank(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && /^[\t-\r ]*$/.test(chunk);
}

/** Takes chunks from the end of `open` as long as they fit. */
function takeLine(open: string[], width: number, breakLong: boolean, breakHyphens: boolean): string[] {
  const line: string[] = [];
  let used = 0;
  for (let chunk = open.at(-1); chunk !== undefined; chunk = open.at(-1)) {
    const size = lengthOf(chunk);
    if (used + size > width) break;
    line.push(chunk);
    open.pop();
    used += size;
  }
  const next = open.at(-1);
  if (next !== undefined && lengthOf(next) > width) {
    if (breakLong) line.push(breakChunk(open, width - used, breakHyphens));
    else if (line.length === 0) line.push(open.pop() ?? '');
  }
  return line;
}

/** Cuts a chunk that is too long; at a hyphen where that is allowed. */
function breakChunk(open: string[], room: number, breakHyphens: boolean): string {
  const characters = charactersOf(open.pop() ?? '');
  let end = Math.max(1, room);
  if (breakHyphens && characters.length > end) {
    const hyphen = characters.lastIndexOf('-', end - 1);
    if (hyphen > 0 && characters.slice(0, hyphen).some((character) => character !== '-')) end = hyphen + 1;
  }
  open.push(characters.slice(end).join(''));
  return characters.slice(0, end).join('');
}
