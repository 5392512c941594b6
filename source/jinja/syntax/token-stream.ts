import { quote } from '../python/quote.ts';
import { tokenize } from './lexer.ts';
import { describeKind, describeToken, SyntaxProblem, type Token, type TokenKind } from './tokens.ts';

/** The tokens of a template with one of lookahead. Reading past the end yields `eof` again. */
export class TokenStream {
  readonly #tokens: Generator<Token, void>;
  readonly #pushed: Token[] = [];
  current: Token = { line: 1, kind: 'eof', text: '' };

  constructor(source: string) {
    this.#tokens = tokenize(source);
    this.current = this.#pull();
  }

  /** Goes one token ahead and returns the one left behind. */
  next(): Token {
    const left = this.current;
    const pushed = this.#pushed.shift();
    if (pushed !== undefined) this.current = pushed;
    else if (left.kind !== 'eof') this.current = this.#pull();
    return left;
  }

  /** The token after the current one. */
  look(): Token {
    const left = this.next();
    const result = this.current;
    this.#pushed.push(result);
    this.current = left;
    return result;
  }

  at(kind: TokenKind): boolean {
    return this.current.kind === kind;
  }

  isName(text: string): boolean {
    return this.current.kind === 'name' && this.current.text === text;
  }

  skipName(text: string): boolean {
    if (!this.isName(text)) return false;
    this.next();
    return true;
  }

  skip(kind: TokenKind): boolean {
    if (this.current.kind !== kind) return false;
    this.next();
    return true;
  }

  expect(kind: TokenKind): Token {
    if (this.current.kind !== kind) this.#failExpected(describeKind(kind));
    return this.next();
  }

  expectName(text: string): Token {
    if (!this.isName(text)) this.#failExpected(text);
    return this.next();
  }

  #failExpected(expected: string): never {
    const { current } = this;
    const wanted = quote(expected);
    if (current.kind === 'eof') {
      throw new SyntaxProblem(`unexpected end of template, expected ${wanted}.`, current.line);
    }
    throw new SyntaxProblem(`expected token ${wanted}, got ${quote(describeToken(current))}`, current.line);
  }

  #pull(): Token {
    const step = this.#tokens.next();
    return step.done ? { line: this.current.line, kind: 'eof', text: '' } : step.value;
  }
}
