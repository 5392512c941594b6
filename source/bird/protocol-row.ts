/** A row of `show protocols`. */
export interface ProtocolRow {
  readonly name: string;
  readonly type: string;
  readonly table: string;
  readonly state: string;
  readonly since: string;
  readonly info: string;
}

const states = new Set(['down', 'start', 'up', 'stop', 'flush', 'feed']);
const calendar = new Set(
  'jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun am pm utc gmt'.split(' '),
);

function skipSpace(line: string, from: number): number {
  let index = from;
  while (index < line.length && line.charCodeAt(index) <= 32) index += 1;
  return index;
}

function endOfWord(line: string, from: number): number {
  let index = from;
  while (index < line.length && line.charCodeAt(index) > 32) index += 1;
  return index;
}

/** True for a word that belongs to a date or a time in any `timeformat`. */
function isTimeWord(word: string): boolean {
  if (word.length > 40) return false;
  const first = word.charCodeAt(0);
  const signed = first === 43 || first === 45;
  const digit = word.charCodeAt(signed ? 1 : 0);
  if (digit >= 48 && digit <= 57) return true;
  return calendar.has(word.slice(0, 3).toLowerCase()) && word.length <= 9;
}

/**
 * Where `since` ends: it is padded to a column and followed by two spaces, but a time format may hold single
 * spaces itself (`2026-11-21 16:16:24`), so words are taken while they look like a date or a time.
 */
function endOfSince(line: string, from: number): number {
  let end = endOfWord(line, from);
  while (end < line.length) {
    const next = skipSpace(line, end);
    const nextEnd = endOfWord(line, next);
    const word = line.slice(next, nextEnd);
    const afterName = calendar.has(line.slice(from, end).slice(-3).toLowerCase());
    const padded = next - end > 1 && !(afterName && next - end === 2);
    if (padded || nextEnd === next || !isTimeWord(word)) break;
    end = nextEnd;
  }
  return end;
}

/** True for the heading of the table; BIRD 1.6 writes it in lower case. */
export function isProtocolHeading(line: string): boolean {
  const type = skipSpace(line, 4);
  return (
    line.slice(0, 4).toLowerCase() === 'name' &&
    type > 4 &&
    line.slice(type, type + 5).toLowerCase() === 'proto'
  );
}

/**
 * Takes a row apart on white space, since long names overflow their columns. `certain` says that the reply code
 * marks it as a row; otherwise the line must look like one. Undefined for any other line.
 */
export function parseProtocolRow(line: string, certain: boolean): ProtocolRow | undefined {
  const cells: string[] = [];
  let index = 0;
  for (let cell = 0; cell < 4; cell += 1) {
    const end = endOfWord(line, index);
    cells.push(line.slice(index, end));
    index = skipSpace(line, end);
  }
  const [name = '', type = '', table = '', state = ''] = cells;
  const sinceEnd = endOfSince(line, index);
  const since = line.slice(index, sinceEnd);
  if (!certain && !(states.has(state) && since !== '') && !(state !== '' && isTimeWord(since)))
    return undefined;
  return { name, type, table, state, since, info: line.slice(sinceEnd).trim() };
}
