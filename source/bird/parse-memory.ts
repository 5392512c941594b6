import { isGreeting, ReplyLines, splitWords } from './reply-lines.ts';

/** A row of `show memory`, in bytes; null where the daemon prints no such column (BIRD 1.6 has no overhead). */
export interface MemoryRow {
  readonly name: string;
  readonly effective: number | null;
  readonly overhead: number | null;
}

export interface MemoryUse {
  readonly rows: readonly MemoryRow[];
  readonly unread: readonly string[];
}

const units = new Map([
  ['B', 1],
  ['kB', 1024],
  ['MB', 1024 ** 2],
  ['GB', 1024 ** 3],
  ['TB', 1024 ** 4],
]);

/** Amounts such as `57.8 kB 17.2 kB`, in bytes; undefined where a word is no amount. */
function parseAmounts(value: string): number[] | undefined {
  const words = splitWords(value);
  const amounts: number[] = [];
  for (let index = 0; index < words.length; index += 2) {
    const amount = Number(words[index]);
    const unit = units.get(words[index + 1] ?? 'B');
    if (unit === undefined || !Number.isFinite(amount)) return undefined;
    amounts.push(Math.round(amount * unit));
  }
  return amounts.length > 0 && amounts.length <= 2 ? amounts : undefined;
}

/** Reads `show memory`; never throws. */
export function parseMemory(text: string): MemoryUse {
  const lines = new ReplyLines(text);
  const rows: MemoryRow[] = [];
  const unread: string[] = [];
  while (lines.advance()) {
    const line = lines.text;
    const heading = line.startsWith('BIRD memory usage') || line.startsWith('Effective');
    if (line === '' || heading || isGreeting(line)) continue;
    const colon = line.indexOf(':');
    const amounts = colon === -1 ? undefined : parseAmounts(line.slice(colon + 1));
    if (amounts === undefined) unread.push(line);
    else {
      rows.push({
        name: line.slice(0, colon).trim(),
        effective: amounts[0] ?? null,
        overhead: amounts[1] ?? null,
      });
    }
  }
  return { rows, unread };
}
