const zero = 48;
const tab = 9;
const space = 32;
const dash = 45;
const plus = 43;

/** The reply code at `start` (four digits, then `-` or a space), or undefined. */
export function readCode(text: string, start: number): number | undefined {
  let code = 0;
  for (let index = start; index < start + 4; index += 1) {
    const digit = text.charCodeAt(index) - zero;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    code = code * 10 + digit;
  }
  const separator = text.charCodeAt(start + 4);
  return separator === dash || separator === space ? code : undefined;
}

function skipBlankLines(text: string): number {
  let start = 0;
  while (text[start] === '\n' || text[start] === '\r') start += 1;
  return start;
}

/** `birdc -v` aligns continuation lines below the text; the socket itself puts one space before them. */
const alignedMargin = 5;

/** How many spaces stand before the text of a continuation line: all have five, or it is one. */
function findMargin(text: string): number {
  for (let at = text.indexOf('\n '); at !== -1; at = text.indexOf('\n ', at + 1)) {
    for (let index = at + 1; index <= at + alignedMargin; index += 1) {
      if (text.charCodeAt(index) !== space) return 1;
    }
  }
  return alignedMargin;
}

/**
 * Walks the lines of what BIRD printed, either from the control socket (with codes) or from birdc (without):
 * each line comes without its code, its continuation space and the white space around it. Asynchronous output
 * (`+`) is left out. One pass, no copies but the lines themselves.
 */
export class ReplyLines {
  readonly coded: boolean;
  /** The line the reader stands on, without its indent. */
  text = '';
  /** How many spaces and tabs it began with. */
  indent = 0;
  /** Whether it began with a tab, as the lines below a route do. */
  tabbed = false;
  /** Its code, kept over continuation lines; undefined in birdc output. */
  code: number | undefined;
  readonly #source: string;
  readonly #margin: number;
  #next: number;

  constructor(source: string) {
    this.#source = source;
    this.#next = skipBlankLines(source);
    this.coded = readCode(source, this.#next) !== undefined || source.charCodeAt(this.#next) === plus;
    this.#margin = this.coded ? findMargin(source) : 0;
  }

  /** Steps to the next line; false at the end. */
  advance(): boolean {
    const source = this.#source;
    while (this.#next < source.length) {
      let start = this.#next;
      let end = source.indexOf('\n', start);
      if (end === -1) end = source.length;
      this.#next = end + 1;
      if (this.coded) {
        const first = source.charCodeAt(start);
        if (first === plus) continue;
        if (first === space) start = Math.min(start + this.#margin, end);
        else {
          const code = readCode(source, start);
          if (code !== undefined) {
            this.code = code;
            start += 5;
          }
        }
      }
      while (end > start && source.charCodeAt(end - 1) <= space) end -= 1;
      const margin = start;
      this.tabbed = source.charCodeAt(start) === tab;
      while (start < end && source.charCodeAt(start) <= space) start += 1;
      this.indent = start - margin;
      this.text = source.slice(start, end);
      return true;
    }
    return false;
  }
}

/** True for what opens a birdc output: `BIRD 2.0.12 ready.`, and the answer to its `-r`. */
export function isGreeting(line: string): boolean {
  return (line.startsWith('BIRD ') && line.endsWith(' ready.')) || line === 'Access restricted';
}

/** `Label: value` taken apart at the first colon; undefined where there is none. */
export function splitLabel(line: string): { label: string; value: string } | undefined {
  const colon = line.indexOf(':');
  if (colon === -1) return undefined;
  return { label: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
}

export function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9;
}

/** A whole number of digits alone between two places of a text, or undefined. */
export function readNumber(text: string, start = 0, end = text.length): number | undefined {
  if (end <= start || end - start > 15) return undefined;
  let value = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - zero;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** The words of a line between white space. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let index = 0;
  while (index < line.length) {
    while (index < line.length && line.charCodeAt(index) <= space) index += 1;
    const start = index;
    while (index < line.length && line.charCodeAt(index) > space) index += 1;
    if (index > start) words.push(line.slice(start, index));
  }
  return words;
}
