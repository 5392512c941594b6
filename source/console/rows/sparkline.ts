/**
 * Counts as a row of bars, the latest last, from the smallest of them to the largest; a blank where none was told.
 * At most `width` of them.
 */
export function sparkline(
  counts: readonly (number | null)[],
  width: number,
  bars: readonly string[],
): string {
  const shown = width > 0 ? counts.slice(-width) : [];
  const known = shown.filter((count) => count !== null);
  const least = Math.min(...known);
  const range = Math.max(...known) - least;
  const bar = (count: number): string => {
    const share = range === 0 ? 0.5 : (count - least) / range;
    return bars[Math.round(share * (bars.length - 1))] ?? '';
  };
  return shown.map((count) => (count === null ? ' ' : bar(count))).join('');
}
