/** A string as Python's `repr` writes it. */
export function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (plain.test(text)) return `${mark}${text}${mark}`;
  let result = mark;
  for (const character of text) result += escapeCharacter(character, mark);
  return result + mark;
}

/** Nothing to escape, whichever mark surrounds it. */
const plain = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/;
/** What Python does not count as printable: separators other than the space, controls, formats, unassigned. */
const unprintable = /[\p{C}\p{Z}]/u;

const shortEscapes = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escapeCharacter(character: string, mark: string): string {
  if (character === mark) return `\\${mark}`;
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  if (character === ' ' || !unprintable.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
