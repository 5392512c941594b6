import { lengthOf } from '../python/code-points.ts';
import { PyDict } from '../python/dict.ts';
import { PyFloat, toInt } from '../python/scalars.ts';
import { reserve, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { describeTooLong, maxIntDigits } from '../syntax/lexer.ts';

/** `json.loads(text)`: integers stay exact and floats floats, which JavaScript's own reader cannot do. */
export function parseJson(text: string): unknown {
  reserve(text.length);
  const reader = new JsonReader(text);
  return reader.read();
}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const space = /[ \t\n\r]*/y;
const words = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new PyFloat(Number.NaN)],
  ['Infinity', new PyFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', new PyFloat(Number.NEGATIVE_INFINITY)],
]);
const shortEscapes = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    this.#skipSpace();
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail('Extra data');
    return value;
  }

  #fail(message: string, at = this.#at): never {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    const column = lengthOf(before.slice(before.lastIndexOf('\n') + 1)) + 1;
    throw new PyError(
      'JSONDecodeError',
      `${message}: line ${line} column ${column} (char ${lengthOf(before)})`,
    );
  }

  #skipSpace(): void {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #value(depth: number): unknown {
    spend(1);
    if (depth > 500) this.#fail('the document is nested too deeply');
    const first = this.#text.charAt(this.#at);
    if (first === '"') return this.#string();
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    for (const [word, value] of words) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #number(): unknown {
    number.lastIndex = this.#at;
    const match = number.exec(this.#text);
    if (match === null) return this.#fail('Expecting value');
    const [whole, fraction, exponent] = match;
    this.#at += whole.length;
    if (fraction !== undefined || exponent !== undefined) return new PyFloat(Number(whole));
    if (whole.length > maxIntDigits) throw new PyError('ValueError', describeTooLong(whole.length));
    return toInt(BigInt(whole));
  }

  #string(): string {
    const start = this.#at;
    let result = '';
    this.#at += 1;
    for (;;) {
      const unit = this.#text.charAt(this.#at);
      if (unit === '') this.#fail('Unterminated string starting at', start);
      this.#at += 1;
      if (unit === '"') return result;
      if (unit < ' ') this.#fail('Invalid control character at', this.#at - 1);
      result += unit === '\\' ? this.#escape(start) : unit;
    }
  }

  #escape(start: number): string {
    const letter = this.#text.charAt(this.#at);
    if (letter === '') this.#fail('Unterminated string starting at', start);
    const short = shortEscapes.get(letter);
    if (short !== undefined) {
      this.#at += 1;
      return short;
    }
    if (letter !== 'u') this.#fail('Invalid \\escape', this.#at - 1);
    const digits = this.#text.slice(this.#at + 1, this.#at + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('Invalid \\uXXXX escape', this.#at);
    this.#at += 5;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#takes(']')) return items;
    for (;;) {
      items.push(this.#value(depth + 1));
      this.#skipSpace();
      if (this.#takes(']')) return items;
      if (!this.#takes(',')) this.#fail("Expecting ',' delimiter");
      this.#skipSpace();
    }
  }

  #object(depth: number): PyDict {
    const dict = new PyDict();
    this.#at += 1;
    this.#skipSpace();
    if (this.#takes('}')) return dict;
    for (;;) {
      if (this.#text.charAt(this.#at) !== '"')
        this.#fail('Expecting property name enclosed in double quotes');
      const key = this.#string();
      this.#skipSpace();
      if (!this.#takes(':')) this.#fail("Expecting ':' delimiter");
      this.#skipSpace();
      dict.set(key, this.#value(depth + 1));
      this.#skipSpace();
      if (this.#takes('}')) return dict;
      if (!this.#takes(',')) this.#fail("Expecting ',' delimiter");
      this.#skipSpace();
    }
  }

  #takes(sign: string): boolean {
    if (this.#text.charAt(this.#at) !== sign) return false;
    this.#at += 1;
    return true;
  }
}
