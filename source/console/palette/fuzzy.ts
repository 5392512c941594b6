/**
 * How well a text answers what was typed: all its characters, in their order; the higher the better, undefined when it
 * does not. A text that begins with it is best, then one with a word that does, then one that holds it.
 */
export function fuzzyScore(typed: string, text: string): number | undefined {
  const wanted = typed.toLowerCase().replaceAll(' ', '');
  if (wanted === '') return 0;
  const searched = text.toLowerCase();
  const whole = searched.indexOf(wanted);
  if (whole === 0) return 1000 - searched.length;
  if (whole > 0) return (/[\s\-_/.]/.test(searched.charAt(whole - 1)) ? 800 : 600) - searched.length;
  let at = -1;
  let gaps = 0;
  for (const character of wanted) {
    const next = searched.indexOf(character, at + 1);
    if (next < 0) return undefined;
    if (at >= 0) gaps += next - at - 1;
    at = next;
  }
  return 300 - gaps * 4 - searched.length;
}

/** The best answers, the best first; equals stay in their order. */
export function fuzzyBest<Item>(
  typed: string,
  items: readonly Item[],
  textOf: (item: Item) => string,
  limit: number,
): readonly Item[] {
  const scored: { readonly item: Item; readonly score: number }[] = [];
  for (const item of items) {
    const score = fuzzyScore(typed, textOf(item));
    if (score !== undefined) scored.push({ item, score });
  }
  return scored
    .sort((left, right) => right.score - left.score)
    .slice(0, limit)
    .map(({ item }) => item);
}
