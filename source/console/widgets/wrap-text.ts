import { displayWidth, eachCluster } from '../frame/clusters.ts';

/** Breaks a text into lines of at most `columns`, between words where it can; never fewer than one line. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const word of text.split(/(?<= )/)) {
    const wordWidth = displayWidth(word.trimEnd());
    if (width > 0 && width + wordWidth > columns) {
      lines.push(line.trimEnd());
      line = '';
      width = 0;
    }
    for (const piece of splitLongWord(word, columns)) {
      if (width + displayWidth(piece.trimEnd()) > columns) {
        lines.push(line.trimEnd());
        line = '';
        width = 0;
      }
      line += piece;
      width += displayWidth(piece);
    }
  }
  return [...lines, line.trimEnd()];
}

function splitLongWord(word: string, columns: number): readonly string[] {
  if (displayWidth(word.trimEnd()) <= columns) return [word];
  const pieces: string[] = [];
  let piece = '';
  let width = 0;
  for (const cluster of eachCluster(word)) {
    if (width + cluster.width > columns) {
      pieces.push(piece);
      piece = '';
      width = 0;
    }
    piece += cluster.text;
    width += cluster.width;
  }
  return [...pieces, piece];
}
