import { PyFloat, toInt } from '../python/scalars.ts';
import { countNewlines, isSpace, pythonSpace, trimEnd } from '../python/whitespace.ts';
import { PyError } from '../runtime/errors.ts';
import { unescapeLiteral } from './string-literal.ts';
import { operatorKinds, SyntaxProblem, type Token, type TokenKind } from './tokens.ts';

const space = `[${pythonSpace}]*`;
/** The start of a tag: `raw` whole (1: its sign), or the bracket (2) and its sign (3). */
const tagStart = new RegExp(`\\{(?:%([-+]?)${space}raw${space}(?:-%\\}${space}|%\\})|([%{#])([-+]?))`, 'g');
const commentEnd = new RegExp(`\\+#\\}|-#\\}${space}|#\\}\\n?`, 'g');
const rawEnd = new RegExp(`\\{%([-+]?)${space}endraw${space}(?:\\+%\\}|-%\\}${space}|%\\}\\n?)`, 'g');
const blockEnd = new RegExp(`\\+%\\}|-%\\}${space}|%\\}\\n?`, 'y');
const variableEnd = new RegExp(`-\\}\\}${space}|\\}\\}`, 'y');

const whitespace = new RegExp(`[${pythonSpace}]+`, 'y');
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const name = /[\p{L}\p{N}\p{XID_Continue}_]+/uy;
const identifier = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
const string = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const operator = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;

const closing = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
]);

/** More digits than this cannot be converted, in Python as here. */
export const maxIntDigits = 4300;

/**
 * Splits a template into tokens as Jinja2 with `trim_blocks` and `lstrip_blocks` does. Lazy, so that the error that
 * stands first in the template is the one that is raised.
 */
export function* tokenize(source: string): Generator<Token, void> {
  const lexer = new Lexer(source);
  yield* lexer.readText();
}

class Lexer {
  readonly #source: string;
  #at = 0;
  #line = 1;
  /** True where the last token ended a line: white space before a tag is then the start of a line. */
  #lineStarting = true;

  constructor(source: string) {
    const text = source.replace(/\r\n?/g, '\n');
    this.#source = text.endsWith('\n') ? text.slice(0, -1) : text;
  }

  /** Text, and the tags in it. */
  *readText(): Generator<Token, void> {
    while (this.#at < this.#source.length) {
      tagStart.lastIndex = this.#at;
      const match = tagStart.exec(this.#source);
      if (match === null) {
        yield this.#token('data', this.#source.slice(this.#at));
        return;
      }
      const bracket = match[2];
      const text = this.#source.slice(this.#at, match.index);
      yield* this.#emitText(text, match[1] ?? match[3] ?? '', bracket === '{');
      this.#advance(match.index, match[0]);
      if (bracket === undefined) yield* this.#readRaw();
      else if (bracket === '#') this.#skipComment();
      else yield* this.#readTag(bracket === '{');
    }
  }

  /** The text before a tag, stripped as the tag's sign and the environment say. */
  *#emitText(text: string, sign: string, isVariable: boolean): Generator<Token, void> {
    const kept = this.#stripBefore(text, sign, isVariable);
    if (kept !== '') yield this.#token('data', kept);
    // Stripped newlines count; white space stripped by lstrip has none.
    this.#line += countNewlines(sign === '-' ? text : kept);
  }

  #stripBefore(text: string, sign: string, isVariable: boolean): string {
    if (sign === '-') return trimEnd(text);
    if (sign === '+' || isVariable) return text;
    const lineStart = text.lastIndexOf('\n') + 1;
    if (lineStart === 0 && !this.#lineStarting) return text;
    return isSpace(text.slice(lineStart)) ? text.slice(0, lineStart) : text;
  }

  *#readRaw(): Generator<Token, void> {
    if (this.#at >= this.#source.length) return;
    rawEnd.lastIndex = this.#at;
    const match = rawEnd.exec(this.#source);
    if (match === null) throw new SyntaxProblem('Missing end of raw directive', this.#line);
    yield* this.#emitText(this.#source.slice(this.#at, match.index), match[1] ?? '', false);
    this.#advance(match.index, match[0]);
  }

  #skipComment(): void {
    if (this.#at >= this.#source.length) return;
    commentEnd.lastIndex = this.#at;
    const match = commentEnd.exec(this.#source);
    if (match === null) throw new SyntaxProblem('Missing end of comment tag', this.#line);
    this.#line += countNewlines(this.#source.slice(this.#at, match.index));
    this.#advance(match.index, match[0]);
  }

  /** The expression inside `{{ }}` or the statement inside `{% %}`. */
  *#readTag(isVariable: boolean): Generator<Token, void> {
    yield this.#token(isVariable ? 'variable_begin' : 'block_begin');
    const end = isVariable ? variableEnd : blockEnd;
    const open: string[] = [];
    while (this.#at < this.#source.length) {
      const closes = open.length === 0 ? this.#match(end) : undefined;
      if (closes !== undefined) {
        yield this.#token(isVariable ? 'variable_end' : 'block_end');
        this.#advance(this.#at, closes);
        return;
      }
      const token = this.#readToken(open);
      if (token !== undefined) yield token;
    }
  }

  /** One token of an expression; undefined for white space. */
  #readToken(open: string[]): Token | undefined {
    const spaces = this.#match(whitespace);
    if (spaces !== undefined) {
      this.#advance(this.#at, spaces);
      return undefined;
    }
    const number = this.#match(float) ?? this.#match(integer);
    if (number !== undefined) return this.#take(number, this.#numberToken(number));
    const word = this.#match(name);
    if (word !== undefined) return this.#take(word, this.#nameToken(word));
    const literal = this.#match(string);
    if (literal !== undefined) {
      return this.#take(literal, this.#token('string', unescapeLiteral(literal.slice(1, -1), this.#line)));
    }
    const sign = this.#match(operator);
    if (sign !== undefined && isOperator(sign)) {
      this.#balance(sign, open);
      return this.#take(sign, this.#token(operatorKinds[sign], sign));
    }
    return this.#failAtCharacter();
  }

  #numberToken(text: string): Token {
    const digits = text.replaceAll('_', '');
    if (/^0[box]/i.test(digits)) return this.#number('integer', toInt(BigInt(digits)));
    if (/[.e]/i.test(digits)) return this.#number('float', new PyFloat(Number(digits)));
    if (digits.length > maxIntDigits) throw new PyError('ValueError', describeTooLong(digits.length));
    return this.#number('integer', toInt(BigInt(digits)));
  }

  #number(kind: 'integer' | 'float', value: unknown): Token {
    return { line: this.#line, kind, text: '', value };
  }

  #nameToken(word: string): Token {
    if (!identifier.test(word)) throw new SyntaxProblem('Invalid character in identifier', this.#line);
    return this.#token('name', word);
  }

  #balance(sign: string, open: string[]): void {
    const close = closing.get(sign);
    if (close !== undefined) {
      open.push(close);
      return;
    }
    if (sign !== '}' && sign !== ')' && sign !== ']') return;
    const expected = open.pop();
    if (expected === undefined) throw new SyntaxProblem(`unexpected '${sign}'`, this.#line);
    if (expected !== sign) {
      throw new SyntaxProblem(`unexpected '${sign}', expected '${expected}'`, this.#line);
    }
  }

  #failAtCharacter(): never {
    const position = Array.from(this.#source.slice(0, this.#at)).length;
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    const shown = quoteCharacter(character);
    throw new SyntaxProblem(`unexpected char ${shown} at ${position}`, this.#line);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0];
  }

  #take(text: string, token: Token): Token {
    this.#advance(this.#at, text);
    return token;
  }

  #advance(start: number, text: string): void {
    this.#at = start + text.length;
    this.#line += countNewlines(text);
    this.#lineStarting = text.endsWith('\n');
  }

  #token(kind: TokenKind, text = ''): Token {
    return { line: this.#line, kind, text };
  }
}

function isOperator(sign: string): sign is keyof typeof operatorKinds {
  return sign in operatorKinds;
}

/** A character as Python's `repr` shows it, for those that can be no token. */
function quoteCharacter(character: string): string {
  if (character === "'") return `"'"`;
  if (character === '\\') return "'\\\\'";
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `'\\x${code.toString(16).padStart(2, '0')}'`;
  return `'${character}'`;
}

/** Python's message for a literal or text of too many digits. */
export function describeTooLong(digits: number): string {
  return (
    `Exceeds the limit (${maxIntDigits} digits) for integer string conversion: value has ${digits} digits; ` +
    'use sys.set_int_max_str_digits() to increase the limit'
  );
}
