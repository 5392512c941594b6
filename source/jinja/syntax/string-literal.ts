import { SyntaxProblem } from './tokens.ts';

const simpleEscapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\n', ''],
]);

const hexWidths = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** What a string literal between its quotes means: Python's escapes, unknown ones left as they stand. */
export function unescapeLiteral(body: string, line: number): string {
  if (!body.includes('\\')) return body;
  return decodeEscapes(escapeNonAscii(body), line);
}

/** Jinja2 escapes what is not ASCII before it decodes, which shows after a backslash. */
function escapeNonAscii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

function decodeEscapes(text: string, line: number): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\\', at);
    if (next === -1) return result + text.slice(at);
    result += text.slice(at, next);
    const letter = text.charAt(next + 1);
    const simple = simpleEscapes.get(letter);
    const width = hexWidths.get(letter);
    if (simple !== undefined) {
      result += simple;
      at = next + 2;
    } else if (width !== undefined) {
      result += decodeHex(text, next, letter, width, line);
      at = next + 2 + width;
    } else if (letter >= '0' && letter <= '7') {
      const octal = /^[0-7]{1,3}/.exec(text.slice(next + 1))?.[0] ?? '0';
      result += String.fromCharCode(Number.parseInt(octal, 8));
      at = next + 1 + octal.length;
    } else if (letter === 'N') {
      throw new SyntaxProblem('malformed \\N character escape', line);
    } else {
      result += `\\${letter}`;
      at = next + 2;
    }
  }
  return result;
}

function decodeHex(text: string, start: number, letter: string, width: number, line: number): string {
  const digits = text.slice(start + 2, start + 2 + width);
  if (digits.length < width || !/^[0-9a-fA-F]+$/.test(digits)) {
    throw new SyntaxProblem(`truncated \\${letter}${'X'.repeat(width)} escape`, line);
  }
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) throw new SyntaxProblem('illegal Unicode character', line);
  return String.fromCodePoint(code);
}
