import { reserve } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { charactersOf } from './code-points.ts';
import { PyDict } from './dict.ts';
import { need } from './methods-str.ts';
import { PyBytes } from './scalars.ts';
import { fullTypeName } from './type-names.ts';
export function translate(text: string, table: unknown): string {
  if (!(table instanceof PyDict)) {
    throw new PyError('TypeError', `'${fullTypeName(table)}' object is not subscriptable`);
  }
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const mapped = table.has(code) ? table.get(code) : character;
    if (typeof mapped === 'number') result += String.fromCodePoint(mapped);
    else if (mapped !== null) result += need(mapped, 'character mapping');
  }
  return result;
}

const encodings = new Map<string, BufferEncoding>([
  ['utf-8', 'utf8'],
  ['utf8', 'utf8'],
  ['ascii', 'ascii'],
  ['us-ascii', 'ascii'],
  ['latin-1', 'latin1'],
  ['latin1', 'latin1'],
  ['iso-8859-1', 'latin1'],
  ['utf-16-le', 'utf16le'],
]);

export function encode(text: string, encoding: unknown): PyBytes {
  const name = encoding === undefined ? 'utf-8' : need(encoding);
  const known = encodings.get(name.toLowerCase().replaceAll('_', '-'));
  if (known === undefined) throw new PyError('LookupError', `unknown encoding: ${name}`);
  if (known === 'ascii' || known === 'latin1') requireEncodable(text, known === 'ascii' ? 0x7f : 0xff, known);
  reserve(text.length * 3);
  return new PyBytes(Buffer.from(text, known));
}

function requireEncodable(text: string, highest: number, name: string): void {
  const characters = charactersOf(text);
  const position = characters.findIndex((character) => (character.codePointAt(0) ?? 0) > highest);
  if (position === -1) return;
  const code = characters[position]?.codePointAt(0) ?? 0;
  const shown =
    code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  const codec = name === 'latin1' ? 'latin-1' : name;
  throw new PyError(
    'UnicodeEncodeError',
    `'${codec}' codec can't encode character '${shown}' in position ${position}: ordinal not in range(${highest + 1})`,
  );
}
