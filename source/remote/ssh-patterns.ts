/** Whether a text matches an OpenSSH pattern: `*` is anything, `?` one character (ssh_config(5), PATTERNS). */
export function matchPattern(pattern: string, text: string): boolean {
  let star = -1;
  let mark = 0;
  let at = 0;
  let index = 0;
  while (index < text.length) {
    const wanted = pattern.charAt(at);
    if (at < pattern.length && wanted === '*') {
      star = at;
      mark = index;
      at += 1;
    } else if (at < pattern.length && (wanted === '?' || wanted === text.charAt(index))) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      index = mark;
    } else {
      return false;
    }
  }
  while (pattern.charAt(at) === '*') at += 1;
  return at === pattern.length;
}

/** Whether a text matches a list of patterns: one must match, and none of those written with `!` may. */
export function matchPatternList(patterns: readonly string[], text: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matchPattern(pattern.slice(1), text)) return false;
    } else if (matchPattern(pattern, text)) {
      matched = true;
    }
  }
  return matched;
}
