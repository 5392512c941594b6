/** Letters that have a case, as Python counts them. */
const cased = /\p{Cased}/u;
const upperOrTitle = /[\p{Uppercase}\p{Lt}]/u;

/** `str.lower()`. JavaScript knows the final sigma as well. */
export function toLower(text: string): string {
  return text.toLowerCase();
}

/** `str.capitalize()`: the first character in title case, the rest lower. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return titleCharacter(first) + text.slice(first.length).toLowerCase();
}

/** `str.casefold()`. */
export function foldCase(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('\u00df', 'ss')
    .replaceAll('\u03c2', '\u03c3')
    .replaceAll('\ufb01', 'fi');
}

/** `str.title()`: a letter after one without case is a title letter. */
export function toTitle(text: string): string {
  let result = '';
  let afterCased = false;
  for (const character of text) {
    result += afterCased ? character.toLowerCase() : titleCharacter(character);
    afterCased = cased.test(character);
  }
  return result;
}

/** Title case is upper case, but for digraphs and the sharp s. */
function titleCharacter(character: string): string {
  const upper = character.toUpperCase();
  if (upper.length > character.length) return upper.charAt(0) + upper.slice(1).toLowerCase();
  return titleDigraphs.get(upper) ?? upper;
}

const titleDigraphs = new Map([
  ['\u01c4', '\u01c5'],
  ['\u01c7', '\u01c8'],
  ['\u01ca', '\u01cb'],
  ['\u01f1', '\u01f2'],
]);

/** `str.swapcase()`. */
export function swapCase(text: string): string {
  let result = '';
  for (const character of text) {
    result += upperOrTitle.test(character) ? character.toLowerCase() : character.toUpperCase();
  }
  return result;
}

/** `str.islower()`: has a letter with a case, and none that is upper. */
export function isLower(text: string): boolean {
  return cased.test(text) && !upperOrTitle.test(text);
}

/** `str.isupper()`. */
export function isUpper(text: string): boolean {
  return cased.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

/** `str.istitle()`: every word starts with an upper letter and goes on lower. */
export function isTitle(text: string): boolean {
  let afterCased = false;
  let seen = false;
  for (const character of text) {
    if (upperOrTitle.test(character)) {
      if (afterCased) return false;
      afterCased = true;
      seen = true;
    } else if (cased.test(character)) {
      if (!afterCased) return false;
    } else {
      afterCased = false;
    }
  }
  return seen;
}
