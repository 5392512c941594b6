import { diffArrays } from 'diff';

/** A line of a comparison. Numbers count from 1. */
export type DiffLine =
  | { readonly kind: 'context'; readonly text: string; readonly before: number; readonly after: number }
  | { readonly kind: 'added'; readonly text: string; readonly after: number }
  | { readonly kind: 'removed'; readonly text: string; readonly before: number }
  | { readonly kind: 'gap' };

/** A text, and the same as it may be shown: line for line, with secrets masked. */
export interface ShownText {
  readonly raw: string;
  readonly shown: string;
}

/** Lines of context kept around a change. */
const contextLines = 3;

/** Compares by the real lines, and tells the shown ones: a line that differs only in a secret is still a change. */
export function diffLines(before: ShownText, after: ShownText): DiffLine[] {
  const shownBefore = splitLines(before.shown);
  const shownAfter = splitLines(after.shown);
  const lines: DiffLine[] = [];
  let left = 0;
  let right = 0;
  for (const part of diffArrays(splitLines(before.raw), splitLines(after.raw))) {
    for (let index = 0; index < part.value.length; index += 1) {
      if (part.added) lines.push({ kind: 'added', text: shownAfter[right] ?? '', after: ++right });
      else if (part.removed) lines.push({ kind: 'removed', text: shownBefore[left] ?? '', before: ++left });
      else lines.push({ kind: 'context', text: shownAfter[right] ?? '', before: ++left, after: ++right });
    }
  }
  return foldContext(lines);
}

function splitLines(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** Leaves out what stands far from any change, a `gap` in its place. */
function foldContext(lines: readonly DiffLine[]): DiffLine[] {
  const isNear = lines.map(() => false);
  lines.forEach((line, index) => {
    if (line.kind === 'context') return;
    const last = Math.min(lines.length - 1, index + contextLines);
    for (let near = Math.max(0, index - contextLines); near <= last; near += 1) isNear[near] = true;
  });
  const folded: DiffLine[] = [];
  lines.forEach((line, index) => {
    if (isNear[index]) folded.push(line);
    else if (folded.at(-1)?.kind !== 'gap') folded.push({ kind: 'gap' });
  });
  return folded.some((line) => line.kind !== 'gap') ? folded : [];
}
