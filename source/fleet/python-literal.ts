import { PyBytes, PyDict, PyFloat, PySet, PyTuple, toInt } from '../jinja/values.ts';

export type LiteralReading = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'text' };

/**
 * Text as Python's `ast.literal_eval` reads it: numbers, strings, tuples, lists, dicts, sets, `True`, `False`,
 * `None`. `text` where it is none of these. Ansible reads the values of INI inventories so.
 */
export function readPythonLiteral(text: string): LiteralReading {
  const parser = new LiteralParser(text.replace(/^[ \t]+/, ''));
  try {
    return { kind: 'value', value: parser.parseAll() };
  } catch (error) {
    if (error instanceof NoLiteral) return { kind: 'text' };
    throw error;
  }
}

class NoLiteral extends Error {}

/** As many brackets as Python's own parser takes inside one another. */
const depthLimit = 199;
const token =
  /[ \t\f]*(?:((?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)|(?:(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*|[0-9](?:_?[0-9])*\.?)(?:[eE][-+]?[0-9](?:_?[0-9])*)?)|([rRbBuU]{0,2})('''|"""|'|")|([A-Za-z_]\w*)|([()[\]{},:+-]))/y;

type Token =
  | { readonly kind: 'number' | 'name' | 'sign'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string | PyBytes }
  | { readonly kind: 'end' };

class LiteralParser {
  readonly #text: string;
  #at = 0;
  #next: Token;

  constructor(text: string) {
    this.#text = text;
    this.#next = { kind: 'end' };
  }

  parseAll(): unknown {
    this.#advance();
    const value = this.#parseTupleOrItem(0);
    if (!this.#isEnd()) throw new NoLiteral();
    return value;
  }

  #parseTupleOrItem(depth: number): unknown {
    const first = this.#parseItem(depth);
    if (!this.#isSign(',')) return first;
    const items = [first];
    while (this.#takeSign(',')) {
      if (this.#isEnd() || this.#isSign(')')) break;
      items.push(this.#parseItem(depth));
    }
    return new PyTuple(items);
  }

  #parseItem(depth: number): unknown {
    if (depth > depthLimit) throw new NoLiteral();
    if (this.#takeSign('-')) return negate(this.#parseNumber(depth));
    if (this.#takeSign('+')) return this.#parseNumber(depth);
    if (this.#takeSign('(')) return this.#parseParentheses(depth);
    if (this.#takeSign('[')) return this.#parseSequence(']', depth);
    if (this.#takeSign('{')) return this.#parseBraces(depth);
    const current = this.#next;
    this.#advance();
    if (current.kind === 'string') return this.#joinStrings(current.value);
    if (current.kind === 'number') return readNumber(current.text);
    if (current.kind === 'name' && current.text === 'set') return this.#parseEmptySet();
    if (current.kind === 'name') return readName(current.text);
    throw new NoLiteral();
  }

  /** The operand of a sign: one number, at most in parentheses. */
  #parseNumber(depth: number): unknown {
    if (this.#takeSign('(')) {
      const inner = this.#parseNumber(depth + 1);
      if (this.#takeSign(')')) return inner;
    } else if (this.#next.kind === 'number') {
      return this.#parseItem(depth);
    }
    throw new NoLiteral();
  }

  #parseParentheses(depth: number): unknown {
    if (this.#takeSign(')')) return new PyTuple([]);
    const value = this.#parseTupleOrItem(depth + 1);
    if (!this.#takeSign(')')) throw new NoLiteral();
    return value;
  }

  #parseSequence(end: string, depth: number): unknown[] {
    const items: unknown[] = [];
    while (!this.#takeSign(end)) {
      items.push(this.#parseItem(depth + 1));
      if (!this.#takeSign(',') && !this.#isSign(end)) throw new NoLiteral();
    }
    return items;
  }

  #parseBraces(depth: number): unknown {
    if (this.#takeSign('}')) return new PyDict();
    const first = this.#parseItem(depth + 1);
    if (!this.#takeSign(':')) {
      if (!this.#takeSign(',') && !this.#isSign('}')) throw new NoLiteral();
      return new PySet([first, ...this.#parseSequence('}', depth)].map(checkKey));
    }
    const dict = new PyDict();
    dict.set(checkKey(first), this.#parseItem(depth + 1));
    while (!this.#takeSign('}')) {
      if (!this.#takeSign(',')) throw new NoLiteral();
      if (this.#takeSign('}')) break;
      const key = checkKey(this.#parseItem(depth + 1));
      if (!this.#takeSign(':')) throw new NoLiteral();
      dict.set(key, this.#parseItem(depth + 1));
    }
    return dict;
  }

  #parseEmptySet(): PySet {
    if (!this.#takeSign('(') || !this.#takeSign(')')) throw new NoLiteral();
    return new PySet();
  }

  /** Strings that stand side by side are one. */
  #joinStrings(first: string | PyBytes): unknown {
    let joined = first;
    while (this.#next.kind === 'string') {
      const { value } = this.#next;
      if (typeof joined === 'string' && typeof value === 'string') joined += value;
      else if (joined instanceof PyBytes && value instanceof PyBytes) {
        joined = new PyBytes(Buffer.concat([joined.data, value.data]));
      } else throw new NoLiteral();
      this.#advance();
    }
    return joined;
  }

  #isEnd(): boolean {
    return this.#next.kind === 'end';
  }

  #isSign(sign: string): boolean {
    return this.#next.kind === 'sign' && this.#next.text === sign;
  }

  #takeSign(sign: string): boolean {
    if (!this.#isSign(sign)) return false;
    this.#advance();
    return true;
  }

  #advance(): void {
    token.lastIndex = this.#at;
    const match = token.exec(this.#text);
    if (match === null) {
      if (!/^[ \t\f]*(?:#.*)?$/.test(this.#text.slice(this.#at))) throw new NoLiteral();
      this.#next = { kind: 'end' };
      return;
    }
    this.#at = token.lastIndex;
    const [, number, prefix, quote, name, sign] = match;
    if (number !== undefined) this.#next = { kind: 'number', text: this.#checkNumberEnd(number) };
    else if (quote !== undefined)
      this.#next = { kind: 'string', value: this.#readString(prefix ?? '', quote) };
    else if (name !== undefined) this.#next = { kind: 'name', text: name };
    else this.#next = { kind: 'sign', text: sign ?? '' };
  }

  #checkNumberEnd(number: string): string {
    if (/[\w.]/.test(this.#text[this.#at] ?? ' ')) throw new NoLiteral();
    return number;
  }

  #readString(prefix: string, quote: string): string | PyBytes {
    const kinds = prefix.toLowerCase();
    if (!['', 'r', 'b', 'u', 'rb', 'br'].includes(kinds)) throw new NoLiteral();
    const raw = kinds.includes('r');
    let body = '';
    while (!this.#text.startsWith(quote, this.#at)) {
      const character = this.#text[this.#at];
      if (character === undefined || (character === '\n' && quote.length === 1)) throw new NoLiteral();
      body += character;
      this.#at += 1;
      if (character !== '\\') continue;
      body += this.#text[this.#at] ?? '';
      this.#at += 1;
    }
    this.#at += quote.length;
    if (!kinds.includes('b')) return raw ? body : resolveEscapes(body, false);
    if (/[^\u0000-\u007f]/.test(body)) throw new NoLiteral();
    return new PyBytes(Buffer.from(raw ? body : resolveEscapes(body, true), 'latin1'));
  }
}

function negate(value: unknown): unknown {
  if (value instanceof PyFloat) return new PyFloat(-value.value);
  return typeof value === 'number' || typeof value === 'bigint' ? toInt(-BigInt(value)) : value;
}

function readNumber(text: string): unknown {
  const digits = text.replaceAll('_', '');
  if (/^0[xXoObB]/.test(digits)) return toInt(BigInt(digits.toLowerCase()));
  if (/[.eE]/.test(digits)) return new PyFloat(Number(digits));
  if (/^0+[1-9]/.test(digits)) throw new NoLiteral();
  return toInt(BigInt(digits));
}

function readName(name: string): unknown {
  if (name === 'True') return true;
  if (name === 'False') return false;
  if (name === 'None') return null;
  throw new NoLiteral();
}

function checkKey(key: unknown): unknown {
  if (Array.isArray(key) || key instanceof PyDict || key instanceof PySet) throw new NoLiteral();
  return key;
}

const escapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** An escape that Python does not know stays as it is written. */
function resolveEscapes(body: string, bytes: boolean): string {
  return body.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
    (whole, octal, hex, short, long, other: string | undefined) => {
      if (octal !== undefined)
        return String.fromCodePoint(Number.parseInt(octal, 8) & (bytes ? 0xff : 0x1ff));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (bytes && other === undefined) return whole;
      if (short !== undefined) return String.fromCodePoint(Number.parseInt(short, 16));
      if (long !== undefined) return fromLongEscape(long);
      if (other === 'x' || (!bytes && (other === 'u' || other === 'U' || other === 'N')))
        throw new NoLiteral();
      return escapes[other ?? ''] ?? whole;
    },
  );
}

function fromLongEscape(digits: string): string {
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) throw new NoLiteral();
  return String.fromCodePoint(code);
}
