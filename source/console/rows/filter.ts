export type TextFilter = (searched: string) => boolean;

const matchAll: TextFilter = () => true;

/** The items whose text passes; the texts are made only where there is something to match. */
export function filterBy<Item>(
  items: readonly Item[],
  filter: string,
  textOf: (item: Item) => string,
): readonly Item[] {
  const matches = compileFilter(filter);
  return matches === matchAll ? items : items.filter((item) => matches(textOf(item)));
}

/**
 * A filter as it is typed: words that must all occur, in any case; a word after `!` must not. `ixp !established`
 * is what is wrong at the exchanges.
 */
export function compileFilter(text: string): TextFilter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!');
  if (words.length === 0) return matchAll;
  const wanted = words.filter((word) => !word.startsWith('!'));
  const unwanted = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  return (searched) => {
    const text = searched.toLowerCase();
    return wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word));
  };
}
