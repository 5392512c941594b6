import type { DiffLine, FileChange, HostDifference } from '../../../operations/changes.ts';

/** A changed line of a host that took a session or tunnel down, as far as the change tells. */
export interface SuspectLine {
  readonly path: string;
  readonly line: number;
  readonly sign: '+' | '-';
  readonly text: string;
  readonly source: string | undefined;
}

const mostLines = 4;

/**
 * The changed lines that are likely to be why a host went back: those beside what the reason names; where it names
 * nothing that stands near a change, the first ones.
 */
export function findSuspectLines(
  difference: HostDifference | undefined,
  reason: string,
): readonly SuspectLine[] {
  const changes = difference?.changes ?? [];
  const hunks = changes.flatMap((change) => splitHunks(change.lines).map((lines) => ({ change, lines })));
  const words = new Set(reason.match(/[\w.:-]{3,}/g) ?? []);
  const named = hunks.filter(({ lines }) => lines.some((line) => mentions(line, words)));
  return (named.length > 0 ? named : hunks)
    .flatMap(({ change, lines }) => changedLines(change, lines))
    .slice(0, mostLines);
}

function splitHunks(lines: readonly DiffLine[]): readonly (readonly DiffLine[])[] {
  const hunks: DiffLine[][] = [[]];
  for (const line of lines) {
    if (line.kind === 'gap') hunks.push([]);
    else hunks.at(-1)?.push(line);
  }
  return hunks.filter((hunk) => hunk.length > 0);
}

function mentions(line: DiffLine, words: ReadonlySet<string>): boolean {
  if (line.kind === 'gap') return false;
  const [, name] = /^\s*(?:protocol\s+\w+|template\s+\w+|interface)\s+"?([\w.:-]+)/.exec(line.text) ?? [];
  return name !== undefined && words.has(name);
}

function changedLines({ path, source }: FileChange, lines: readonly DiffLine[]): readonly SuspectLine[] {
  return lines.flatMap((line): SuspectLine[] => {
    if (line.kind === 'added') return [{ path, source, sign: '+', line: line.after, text: line.text.trim() }];
    if (line.kind === 'removed') {
      return [{ path, source, sign: '-', line: line.before, text: line.text.trim() }];
    }
    return [];
  });
}
