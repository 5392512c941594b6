import type { Look } from '../../look/look.ts';
import { type Line, span } from '../../look/paint.ts';
import { countOf } from '../../store/words.ts';
import type { DiffRow } from './diff-rows.ts';

const namedHosts = 3;
const numberColumns = 4;

function hostNames(hosts: readonly string[]): string {
  if (hosts.length <= namedHosts) return hosts.join(' ');
  return `${hosts.slice(0, namedHosts - 1).join(' ')} and ${hosts.length - namedHosts + 1} more`;
}

function fileLine(row: Extract<DiffRow, { kind: 'file' }>, { glyphs }: Look): Line {
  return [
    span('strong', `${glyphs.changes[row.change]} ${row.path}`),
    span('accent', `  ${hostNames(row.hosts)}`),
    ...(row.hosts.length > namedHosts ? [span('dim', ` (${countOf(row.hosts.length, 'host')})`)] : []),
    span('added', `  +${row.added}`),
    span('removed', ` -${row.removed}`),
    ...(row.source === undefined ? [] : [span('dim', `  from ${row.source}`)]),
  ];
}

function textLine({ line }: Extract<DiffRow, { kind: 'line' }>): Line {
  const number = line.kind === 'removed' ? line.before : line.after;
  const gutter = span('dim', `${String(number).padStart(numberColumns)} `);
  const text = line.text.replaceAll('\t', '    ');
  if (line.kind === 'added') return [gutter, span('added', `+ ${text}`)];
  if (line.kind === 'removed') return [gutter, span('removed', `- ${text}`)];
  return [gutter, span('plain', `  ${text}`)];
}

/** One row of the diff: a file with its hosts, a line of it, or what is to be said of a host. */
export function diffLine(row: DiffRow, look: Look): Line {
  switch (row.kind) {
    case 'file':
      return fileLine(row, look);
    case 'line':
      return textLine(row);
    case 'gap':
      return [span('dim', `${' '.repeat(numberColumns)} ${look.glyphs.gap.repeat(6)}`)];
    case 'note':
      return [span(row.level, row.text)];
  }
}
