import { quote } from '../python/quote.ts';
import { PyError } from '../runtime/errors.ts';
import { classEscapes, classLiteral, controlCode, controls, escapes, literal } from './regex-escapes.ts';

/** A Python expression as a JavaScript one. */
export interface TranslatedRegex {
  readonly source: string;
  readonly ignoreCase: boolean;
  readonly groups: number;
  readonly names: readonly string[];
  /** Repeats inside repeats: matching may take time that grows fast with the text. */
  readonly risky: boolean;
}

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll?: boolean;
}

/** Patterns longer than this are refused. */
const maxPattern = 4000;

/** Translates a pattern of Python's `re`; what JavaScript cannot do is an error. */
export function translateRegex(pattern: string, flags: RegexFlags): TranslatedRegex {
  if (pattern.length > maxPattern)
    throw new PyError('LimitError', `a pattern of more than ${maxPattern} characters`);
  return new Translator(pattern, flags).run();
}

class Translator {
  readonly #pattern: string;
  #at = 0;
  #groups = 0;
  #risky = false;
  #ignoreCase: boolean;
  #multiline: boolean;
  #dotAll: boolean;
  readonly #names: string[] = [];

  constructor(pattern: string, flags: RegexFlags) {
    this.#pattern = pattern;
    this.#ignoreCase = flags.ignoreCase;
    this.#multiline = flags.multiline;
    this.#dotAll = flags.dotAll ?? false;
  }

  run(): TranslatedRegex {
    this.#readFlags();
    const { text } = this.#alternatives(0);
    if (this.#at < this.#pattern.length) this.#fail('unbalanced parenthesis');
    return {
      source: text,
      ignoreCase: this.#ignoreCase,
      groups: this.#groups,
      names: this.#names,
      risky: this.#risky,
    };
  }

  #fail(message: string, position = this.#at): never {
    throw new PyError('error', `${message} at position ${position}`);
  }

  /** `(?ims)` at the start. */
  #readFlags(): void {
    const match = /^\(\?([aiLmsux]+)\)/.exec(this.#pattern);
    if (match === null) return;
    const [whole, letters = ''] = match;
    if (letters.includes('x')) this.#fail('verbose patterns are not supported');
    this.#ignoreCase ||= letters.includes('i');
    this.#multiline ||= letters.includes('m');
    this.#dotAll ||= letters.includes('s');
    this.#at = whole.length;
  }

  /** `a|b|c` up to the closing parenthesis or the end. */
  #alternatives(depth: number): { text: string; repeats: boolean; choices: boolean } {
    if (depth > 100) this.#fail('the pattern is nested too deeply');
    let text = '';
    let repeats = false;
    let choices = false;
    while (this.#at < this.#pattern.length && this.#peek() !== ')') {
      if (this.#peek() === '|') {
        this.#at += 1;
        text += '|';
        choices = true;
        continue;
      }
      const start = this.#at;
      const atom = this.#atom(depth);
      const { quantifier, isOpen } = this.#quantifier(start);
      if (isOpen && atom.repeats) this.#risky = true;
      repeats ||= isOpen || atom.repeats;
      text += atom.text + quantifier;
    }
    return { text, repeats, choices };
  }

  #peek(offset = 0): string {
    return this.#pattern.charAt(this.#at + offset);
  }

  #take(): string {
    const code = this.#pattern.codePointAt(this.#at);
    if (code === undefined) this.#fail('unexpected end of pattern');
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }

  #atom(depth: number): { text: string; repeats: boolean } {
    const start = this.#at;
    const character = this.#take();
    switch (character) {
      case '(':
        return this.#group(depth);
      case '[':
        return { text: this.#characterClass(start), repeats: false };
      case '\\':
        return { text: this.#escape(start), repeats: false };
      case '.':
        return { text: this.#dotAll ? '[^]' : '[^\\n]', repeats: false };
      case '^':
        return { text: this.#multiline ? '(?<=\\n|(?<![^]))' : '(?<![^])', repeats: false };
      case '$':
        return { text: this.#multiline ? '(?=\\n|(?![^]))' : '(?=\\n?(?![^]))', repeats: false };
      case '*':
      case '+':
      case '?':
        return this.#fail('nothing to repeat', start);
      default:
        return { text: literal(character), repeats: false };
    }
  }

  /** What follows an atom: how often, and whether without bound. */
  #quantifier(start: number): { quantifier: string; isOpen: boolean } {
    const match = /^(?:[*+?]|\{(\d*)(?:(,)(\d*))?\})/.exec(this.#pattern.slice(this.#at));
    if (match === null || match[0] === '{}' || match[0] === '{,}') {
      return {
        quantifier: match?.[0] === '{,}' ? this.#takeQuantifier('{,}', '*') : '',
        isOpen: match?.[0] === '{,}',
      };
    }
    const [whole, least = '', comma, most = ''] = match;
    if (least.length > 5 || most.length > 5) this.#fail('the repetition number is too large', start);
    const quantifier = whole.startsWith('{') && least === '' ? `{0${comma ?? ''}${most}}` : whole;
    const isOpen = whole === '*' || whole === '+' || (comma !== undefined && most === '');
    const taken = this.#takeQuantifier(whole, quantifier);
    if (this.#peek() === '+') this.#fail('possessive repetition is not supported');
    if (/^[*+?]/.test(this.#peek()) || /^\{\d/.test(this.#pattern.slice(this.#at)))
      this.#fail('multiple repeat');
    return { quantifier: taken, isOpen };
  }

  #takeQuantifier(whole: string, quantifier: string): string {
    this.#at += whole.length;
    if (this.#peek() !== '?') return quantifier;
    this.#at += 1;
    return `${quantifier}?`;
  }

  #group(depth: number): { text: string; repeats: boolean } {
    const start = this.#at - 1;
    const open = this.#openGroup(start);
    if (open === undefined) return { text: '', repeats: false };
    if (open.endsWith(')')) return { text: open, repeats: false };
    const inside = this.#alternatives(depth + 1);
    if (this.#peek() !== ')') this.#fail('missing ), unterminated subpattern', start);
    this.#at += 1;
    return { text: `${open}${inside.text})`, repeats: inside.repeats || inside.choices };
  }

  /** The start of a group; undefined for a comment. */
  #openGroup(start: number): string | undefined {
    const rest = this.#pattern.slice(this.#at);
    const named = /^\?P<([A-Za-z_]\w*)>/.exec(rest);
    if (named !== null) {
      const [whole, name = ''] = named;
      this.#at += whole.length;
      this.#groups += 1;
      this.#names.push(name);
      return `(?<${name}>`;
    }
    const reference = /^\?P=([A-Za-z_]\w*)\)/.exec(rest);
    if (reference !== null) {
      const [whole, name = ''] = reference;
      if (!this.#names.includes(name)) this.#fail(`unknown group name ${quote(name)}`, start + 4);
      this.#at += whole.length;
      return `(?:\\k<${name}>)`;
    }
    if (rest.startsWith('?#')) {
      const end = rest.indexOf(')');
      if (end === -1) this.#fail('missing ), unterminated comment', start);
      this.#at += end + 1;
      return undefined;
    }
    const plain = /^\?(?::|=|!|<=|<!)/.exec(rest);
    if (plain !== null) {
      this.#at += plain[0].length;
      return `(${plain[0]}`;
    }
    if (rest.startsWith('?')) this.#fail(`unsupported extension ?${rest.charAt(1)}`, start + 1);
    this.#groups += 1;
    return '(';
  }

  #escape(start: number): string {
    const letter = this.#take();
    const known = escapes.get(letter) ?? controls.get(letter);
    if (known !== undefined) return known;
    if (letter >= '1' && letter <= '9') return this.#reference(letter, start);
    return this.#characterEscape(letter, start);
  }

  #reference(first: string, start: number): string {
    const second = this.#peek();
    const number = Number(/\d/.test(second) ? first + this.#take() : first);
    if (number > this.#groups) this.#fail(`invalid group reference ${number}`, start + 1);
    return `(?:\\${number})`;
  }

  /** An escape for one character, in a class as outside. */
  #characterEscape(letter: string, start: number): string {
    const hex = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
    if (hex > 0) {
      const digits = this.#pattern.slice(this.#at, this.#at + hex);
      if (!new RegExp(`^[0-9a-fA-F]{${hex}}$`).test(digits))
        this.#fail(`incomplete escape \\${letter}${digits}`, start);
      this.#at += hex;
      return `\\u{${Number.parseInt(digits, 16).toString(16)}}`;
    }
    if (letter === '0') {
      const octal = /^[0-7]{0,2}/.exec(this.#pattern.slice(this.#at))?.[0] ?? '';
      this.#at += octal.length;
      return `\\u{${Number.parseInt(`0${octal}`, 8).toString(16)}}`;
    }
    if (/[a-zA-Z]/.test(letter)) this.#fail(`bad escape \\${letter}`, start);
    return literal(letter);
  }

  #characterClass(start: number): string {
    let text = '[';
    if (this.#peek() === '^') {
      this.#at += 1;
      text += '^';
    }
    let isFirst = true;
    for (;;) {
      if (this.#at >= this.#pattern.length) this.#fail('unterminated character set', start);
      if (this.#peek() === ']' && !isFirst) break;
      isFirst = false;
      const low = this.#classItem();
      const isRange = this.#peek() === '-' && this.#peek(1) !== ']' && this.#peek(1) !== '';
      if (!isRange) {
        text += low.text;
        continue;
      }
      this.#at += 1;
      const high = this.#classItem();
      if (low.code === undefined || high.code === undefined || low.code > high.code) {
        this.#fail('bad character range', start);
      }
      text += `${low.text}-${high.text}`;
    }
    this.#at += 1;
    return `${text}]`;
  }

  /** A character or a kind of characters in a class; kinds have no code. */
  #classItem(): { text: string; code: number | undefined } {
    const start = this.#at;
    const character = this.#take();
    if (character !== '\\') return { text: classLiteral(character), code: character.codePointAt(0) };
    const letter = this.#take();
    const kind = classEscapes.get(letter);
    if (kind !== undefined) return { text: kind, code: undefined };
    if (letter === 'W' || letter === 'S')
      this.#fail(`\\${letter} in a character set is not supported`, start);
    if (letter === 'b') return { text: '\\u{8}', code: 8 };
    const control = controls.get(letter);
    if (control !== undefined) return { text: control, code: controlCode(letter) };
    const text = this.#characterEscape(letter, start);
    const code = /^\\u\{([0-9a-f]+)\}$/.exec(text)?.[1];
    return { text, code: code === undefined ? letter.codePointAt(0) : Number.parseInt(code, 16) };
  }
}
