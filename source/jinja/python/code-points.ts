/** Anything beyond the Basic Multilingual Plane takes two code units, but is one character in Python. */
const astral = /[\ud800-\udfff]/;

/** True where a string's code units are its characters, so that indexes agree with Python's. */
export function isSimple(text: string): boolean {
  return !astral.test(text);
}

/** How many characters Python counts. */
export function lengthOf(text: string): number {
  if (isSimple(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The characters as Python sees them. */
export function charactersOf(text: string): string[] {
  return isSimple(text) ? text.split('') : Array.from(text);
}

/** `text[start:stop]` in characters, with bounds already normalised to `0 <= start <= stop`. */
export function sliceText(text: string, start: number, stop: number): string {
  if (isSimple(text)) return text.slice(start, stop);
  return Array.from(text).slice(start, stop).join('');
}

/** The character index of a code unit index. */
export function toCharacterIndex(text: string, index: number): number {
  return isSimple(text) ? index : lengthOf(text.slice(0, index));
}

/** Order by code points, as Python compares strings. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (isSimple(left) || isSimple(right)) {
    const length = Math.min(left.length, right.length);
    for (let at = 0; at < length; at += 1) {
      const a = left.charCodeAt(at);
      const b = right.charCodeAt(at);
      if (a !== b) return orderUnits(a, b);
    }
    return left.length - right.length;
  }
  return compareCharacters(Array.from(left), Array.from(right));
}

/** A surrogate stands for a code point above every single unit. */
function orderUnits(a: number, b: number): number {
  const aIsHigh = a >= 0xd800 && a <= 0xdfff;
  const bIsHigh = b >= 0xd800 && b <= 0xdfff;
  if (aIsHigh !== bIsHigh) return aIsHigh ? 1 : -1;
  return a - b;
}

function compareCharacters(left: readonly string[], right: readonly string[]): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left[at]?.codePointAt(0) ?? 0;
    const b = right[at]?.codePointAt(0) ?? 0;
    if (a !== b) return a - b;
  }
  return left.length - right.length;
}
