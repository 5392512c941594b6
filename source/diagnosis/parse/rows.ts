const longestLine = 1_000;

/** Reads lines of words that tabs part; those with too few words, or an empty one, are passed over. Never throws. */
export function parseRows(text: string, columns: number): string[][] {
  return text
    .split('\n')
    .map((line) => line.slice(0, longestLine).split('\t'))
    .filter((words) => words.length >= columns && words.every((word) => word !== ''));
}
