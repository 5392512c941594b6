import type { ConfigPlace, Token, TokenKind, Unread } from './tokens.ts';

/** An `include` line, still to be followed. */
export interface IncludeLine {
  readonly kind: 'include';
  readonly pattern: string;
  readonly place: ConfigPlace;
}

export interface Lexed {
  readonly tokens: readonly (Token | IncludeLine)[];
  readonly unread: readonly Unread[];
}

/** BIRD follows an include only where it begins its line (cf-lex.l). */
const includeLine = /[ \t\r]*include[ \t\r]*"([^"\n]*)"[ \t\r]*;/y;
const space = /[ \t\r\f\v]+/y;
const lineComment = /#[^\n]*/y;

/** In the order they are tried: of two that match here, the first is the longer. */
const rules: readonly (readonly [TokenKind, RegExp])[] = [
  ['address', /(?:(?:[0-9a-fA-F]*:){3,}|[0-9a-fA-F]*::)(?:\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*)/y],
  ['address', /\d+\.\d+\.\d+\.\d+/y],
  ['number', /0x[0-9a-fA-F]+|\d+/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /'[A-Za-z0-9_.:-]*'/y],
  ['string', /"[^"\n]*"/y],
  ['sign', /\.\.|[!<>]=|!~|&&|\|\||\+\+|->|\[=|=\]|[{}()[\];,.:=~!<>+\-*/%?|&]/y],
];

/** Signs that begin no longer one: a third of all tokens. */
const lonely: ReadonlySet<string> = new Set(['{', '}', '(', ')', ']', ';', ',']);

const tab = '\t';

/** Splits one file into tokens. What is no token is told and passed over; it never throws. */
export function lexConfig(text: string, file: string): Lexed {
  return new Lexer(text, file).run();
}

class Lexer {
  readonly #text: string;
  readonly #file: string;
  readonly #tokens: (Token | IncludeLine)[] = [];
  readonly #unread: Unread[] = [];
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  run(): Lexed {
    while (this.#at < this.#text.length) this.#step();
    return { tokens: this.#tokens, unread: this.#unread };
  }

  #step(): void {
    if (this.#at === this.#lineStart && this.#takeInclude()) return;
    if (this.#text[this.#at] === '\n') {
      this.#newline();
      return;
    }
    if (this.#match(space) !== undefined || this.#match(lineComment) !== undefined) return;
    if (this.#text.startsWith('/*', this.#at)) this.#skipComment();
    else this.#takeToken();
  }

  #takeToken(): void {
    const place = this.#place();
    const character = this.#text[this.#at] ?? '';
    if (lonely.has(character)) {
      this.#tokens.push({ kind: 'sign', text: character, place });
      this.#at += 1;
      return;
    }
    for (const [kind, rule] of rules) {
      const text = this.#match(rule);
      if (text === undefined) continue;
      this.#tokens.push({
        kind,
        text: kind === 'string' || kind === 'symbol' ? text.slice(1, -1) : text,
        place,
      });
      return;
    }
    this.#skipUnknown(place);
  }

  #takeInclude(): boolean {
    includeLine.lastIndex = this.#at;
    const found = includeLine.exec(this.#text);
    if (found === null) return false;
    this.#tokens.push({ kind: 'include', pattern: found[1] ?? '', place: this.#place() });
    this.#at = includeLine.lastIndex;
    return true;
  }

  #newline(): void {
    this.#at += 1;
    this.#line += 1;
    this.#lineStart = this.#at;
  }

  #skipComment(): void {
    const place = this.#place();
    const end = this.#text.indexOf('*/', this.#at + 2);
    if (end < 0) this.#unread.push({ message: 'a comment is never closed', place });
    const stop = end < 0 ? this.#text.length : end + 2;
    while (this.#at < stop) {
      if (this.#text[this.#at] === '\n') this.#newline();
      else this.#at += 1;
    }
  }

  #skipUnknown(place: ConfigPlace): void {
    const character = this.#text[this.#at] ?? '';
    if (character === '"' || character === "'") {
      this.#unread.push({ message: 'a quoted text does not end on its line', place });
      const end = this.#text.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#text.length : end;
      return;
    }
    this.#unread.push({ message: `the character ${describeCharacter(character)} is not understood`, place });
    this.#at += 1;
  }

  #match(rule: RegExp): string | undefined {
    rule.lastIndex = this.#at;
    const text = rule.exec(this.#text)?.[0];
    if (text === undefined || text === '') return undefined;
    this.#at = rule.lastIndex;
    return text;
  }

  #place(): ConfigPlace {
    return { file: this.#file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }
}

function describeCharacter(character: string): string {
  if (character === tab) return 'tab';
  const code = character.charCodeAt(0);
  return code > 0x20 && code < 0x7f ? character : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
