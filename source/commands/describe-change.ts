import { sanitize } from '../basics/sanitize.ts';
import type { FileChange } from '../operations/diff/changes.ts';
import type { DiffLine } from '../rendering/diff-lines.ts';

/** A changed file as a unified diff with a heading. */
export function describeChange(change: FileChange): string {
  const heading = `${change.host}: ${change.path} (${change.change}${change.binary ? ', binary' : ''})`;
  return [heading, ...change.lines.map((line) => `  ${describeLine(line)}`)].join('\n');
}

function describeLine(line: DiffLine): string {
  switch (line.kind) {
    case 'gap':
      return '@@';
    case 'added':
      return `+${sanitize(line.text)}`;
    case 'removed':
      return `-${sanitize(line.text)}`;
    case 'context':
      return ` ${sanitize(line.text)}`;
  }
}
