/**
 * A filter as it is typed: words that must all occur, in any case; a word after `!` must not. `ixp !established`
 * is what is wrong at the exchanges.
 */
export function compileFilter(text: string): (searched: string) => boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!');
  if (words.length === 0) return () => true;
  const wanted = words.filter((word) => !word.startsWith('!'));
  const unwanted = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  return (searched) => {
    const text = searched.toLowerCase();
    return wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word));
  };
}
