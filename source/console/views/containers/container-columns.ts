import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import type { StyleName } from '../../look/theme.ts';
import type { Level } from '../../rows/health.ts';
import type { Column } from '../../widgets/columns.ts';
import { type ContainerLine, imageOf, portsOf, shortenImage, stateOf } from './container-rows.ts';

const styles: Readonly<Record<Level, StyleName>> = {
  good: 'good',
  warning: 'warning',
  bad: 'bad',
  unknown: 'dim',
};

/** The columns of the containers. */
export function containerColumns({ glyphs }: Look): readonly Column<ContainerLine>[] {
  const of = (style: StyleName, text: (line: Extract<ContainerLine, { kind: 'container' }>) => string) => {
    return (line: ContainerLine) => span(style, line.kind === 'container' ? text(line) : '');
  };
  return [
    {
      key: 'level',
      title: '',
      priority: 0,
      min: 1,
      max: 1,
      cell: ({ level }) => span(styles[level], glyphs.levels[level]),
    },
    {
      key: 'host',
      title: 'host',
      priority: 1,
      min: 8,
      max: 18,
      cell: ({ host }) => span('accent', host),
    },
    {
      key: 'name',
      title: 'container',
      priority: 0,
      min: 8,
      max: 28,
      cell: of('strong', ({ row }) => row.name),
    },
    {
      key: 'state',
      title: 'state',
      priority: 2,
      min: 7,
      max: 14,
      cell: (line) =>
        span(line.level === 'bad' ? 'bad' : 'plain', line.kind === 'container' ? stateOf(line.row) : ''),
    },
    {
      key: 'health',
      title: 'health',
      priority: 5,
      min: 6,
      max: 9,
      hideEmpty: true,
      cell: of('plain', ({ row }) => row.found?.health ?? ''),
    },
    {
      key: 'restarts',
      title: 'rst',
      priority: 6,
      min: 3,
      max: 5,
      align: 'right',
      cell: of('dim', ({ row }) => (row.found === undefined ? '' : String(row.found.restarts))),
    },
    {
      key: 'ports',
      title: 'ports',
      priority: 7,
      min: 6,
      max: 24,
      hideEmpty: true,
      cell: of('dim', ({ row }) => portsOf(row)),
    },
    {
      key: 'image',
      title: 'image',
      priority: 4,
      min: 10,
      max: 18,
      cell: of('plain', ({ row }) => shortenImage(imageOf(row))),
    },
    {
      key: 'differs',
      title: 'differs',
      priority: 1,
      min: 16,
      max: 200,
      grow: true,
      cell: (line) =>
        span(
          line.level === 'good' ? 'dim' : styles[line.level],
          line.kind === 'engine' ? line.text : line.differs,
        ),
    },
  ];
}
