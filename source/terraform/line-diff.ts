import { diffArrays } from 'diff';
import { sanitizeLine } from '../basics/sanitize.ts';
import { parseJson } from './json.ts';

/** A line of a text that changed; `skipped` stands for lines that are the same on both sides. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added' | 'skipped';
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const context = 2;
const lineLimit = 400;
const sideLimit = 64 * 1024;
const editLimit = 400;
const shownLimit = 200;

/**
 * Two texts as a diff by lines, where that says more than both whole: one has several lines, or both are JSON. The
 * texts are redacted already. Undefined for short ones, and for those too large to compare.
 */
export function diffLines(before: string, after: string): readonly DiffLine[] | undefined {
  if (before.length > sideLimit || after.length > sideLimit) return undefined;
  const [left, right] = [spread(before), spread(after)];
  if (!left.includes('\n') && !right.includes('\n')) return undefined;
  const parts = diffArrays(left.split('\n'), right.split('\n'), { maxEditLength: editLimit });
  if (parts === undefined) return undefined;
  const lines = parts.flatMap(({ added, removed, value }, index) => {
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    return kind === 'same'
      ? fold(value, index > 0, index < parts.length - 1)
      : value.map((text) => show(kind, text));
  });
  if (lines.length <= shownLimit) return lines;
  return [...lines.slice(0, shownLimit), { kind: 'skipped', text: `${lines.length - shownLimit} more` }];
}

/** JSON in a string is opened, one value a line; other text stays. */
function spread(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  const value = parseJson(text);
  return typeof value === 'object' && value !== null ? JSON.stringify(value, undefined, 2) : text;
}

/** What is the same, without the middle of it. */
function fold(lines: readonly string[], hasBefore: boolean, hasAfter: boolean): DiffLine[] {
  const head = hasBefore ? context : 0;
  const tail = hasAfter ? context : 0;
  if (lines.length <= head + tail + 1) return lines.map((text) => show('same', text));
  return [
    ...lines.slice(0, head).map((text) => show('same', text)),
    { kind: 'skipped', text: `${lines.length - head - tail} lines` },
    ...lines.slice(lines.length - tail).map((text) => show('same', text)),
  ];
}

function show(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, text: sanitizeLine(text.replaceAll('\t', '  '), lineLimit) };
}
