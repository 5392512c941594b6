/**
 * Whether a name matches a shell pattern as Python's `fnmatch.translate` reads it: `*`, `?`, `[a-c]`, `[!a]`. Takes
 * time proportional to pattern times name at most, whatever the pattern.
 */
export function matchGlob(pattern: string, name: string): boolean {
  const parts = readParts(pattern);
  const characters = [...name];
  let part = 0;
  let at = 0;
  let star = -1;
  let retry = 0;
  while (at < characters.length) {
    const test = parts[part];
    if (test === 'star') {
      star = part;
      retry = at;
      part += 1;
    } else if (test?.(characters[at] ?? '')) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      part = star + 1;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === 'star');
}

type GlobPart = 'star' | ((character: string) => boolean);

function readParts(pattern: string): readonly GlobPart[] {
  const characters = [...pattern];
  const parts: GlobPart[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const end = character === '[' ? findSetEnd(characters, at) : -1;
    if (character === '*') parts.push('star');
    else if (character === '?') parts.push(() => true);
    else if (end > 0) {
      parts.push(readSet(characters.slice(at + 1, end)));
      at = end;
    } else parts.push((other) => other === character);
  }
  return parts;
}

/** The index of the bracket that closes a set; a bracket that comes first is a member. */
function findSetEnd(characters: readonly string[], open: number): number {
  let from = open + 1;
  if (characters[from] === '!') from += 1;
  return characters.indexOf(']', characters[from] === ']' ? from + 1 : from);
}

function readSet(members: readonly string[]): (character: string) => boolean {
  const negated = members[0] === '!';
  const tests = readRanges(negated ? members.slice(1) : members);
  return (character) => tests.some(([from, to]) => from <= character && character <= to) !== negated;
}

function readRanges(members: readonly string[]): readonly (readonly [string, string])[] {
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? '';
    const to = members[at + 2];
    if (members[at + 1] === '-' && to !== undefined) {
      ranges.push([from, to]);
      at += 2;
    } else ranges.push([from, from]);
  }
  return ranges;
}
