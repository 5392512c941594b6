import { Transform } from 'ink';

const blanks = new Map<string, string>();
const blanksLimit = 256;

/** Blanks of that size. */
function blankText(columns: number, rows: number): string {
  const key = `${columns}x${rows}`;
  const known = blanks.get(key);
  if (known !== undefined) return known;
  if (blanks.size >= blanksLimit) blanks.clear();
  const text = new Array<string>(rows).fill(' '.repeat(columns)).join('\n');
  blanks.set(key, text);
  return text;
}

/**
 * Painted lines of one width, one below the other. Ink measures blanks of the same size in their place: it keeps
 * every text it ever measured, and measuring is a third of the cost of a frame.
 */
export function Lines({ lines, columns }: { readonly lines: readonly string[]; readonly columns: number }) {
  return <Transform transform={(_, row) => lines[row] ?? ''}>{blankText(columns, lines.length)}</Transform>;
}
