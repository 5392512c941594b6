/** A word as a POSIX shell reads it back, whatever it holds. */
export function quoteWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words joined into one shell command line. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/** What `splitWords` could read, and whether a quote was left open. */
export interface SplitWords {
  readonly words: readonly string[];
  readonly unfinished: boolean;
}

/** Splits a line into words as a POSIX shell does, without expansions (as Python's `shlex.split`). */
export function splitWords(line: string): SplitWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    const next = line.charAt(index + 1);
    if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (character === quote) {
      quote = undefined;
    } else if (character === '\\' && next !== '' && escapes(quote, next)) {
      word = (word ?? '') + next;
      index += 1;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, unfinished: quote !== undefined };
}

function escapes(quote: '"' | "'" | undefined, next: string): boolean {
  if (quote === "'") return false;
  return quote === undefined || next === '"' || next === '\\';
}
