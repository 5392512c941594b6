export type ShellSplit =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'invalid'; readonly reason: string };

/** A line as words the way Python's `shlex.split(line, comments=True)` splits it: quotes, backslashes, `#`. */
export function splitShellWords(line: string): ShellSplit {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\') {
        const next = line[at + 1];
        if (next === undefined) return { kind: 'invalid', reason: 'a backslash escapes nothing' };
        word += next === '"' || next === '\\' ? next : `\\${next}`;
        at += 1;
      } else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      inWord = true;
    } else if (character === '\\') {
      const next = line[at + 1];
      if (next === undefined) return { kind: 'invalid', reason: 'a backslash escapes nothing' };
      word += next;
      inWord = true;
      at += 1;
    } else if (character === '#') break;
    else if (' \t\r\n'.includes(character)) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      word += character;
      inWord = true;
    }
  }
  if (quote !== '') return { kind: 'invalid', reason: 'a quotation is not closed' };
  if (inWord) words.push(word);
  return { kind: 'words', words };
}
