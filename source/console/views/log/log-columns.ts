import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { formatTime } from '../../rows/age.ts';
import { formatDuration } from '../../rows/quantities.ts';
import type { Column } from '../../widgets/columns.ts';
import type { LogRow } from './log-rows.ts';

function exitText({ record }: LogRow): string {
  return record.exitCode === undefined ? '-' : String(record.exitCode);
}

/** The columns of the command log. */
export function logColumns({ glyphs }: Look): readonly Column<LogRow>[] {
  const failed = ({ record }: LogRow) => record.exitCode !== 0;
  const style = (row: LogRow) => (failed(row) ? 'bad' : 'good');
  return [
    {
      key: 'result',
      title: '',
      priority: 0,
      min: 1,
      max: 1,
      cell: (row) => span(style(row), failed(row) ? glyphs.failed : glyphs.done),
    },
    {
      key: 'at',
      title: 'at',
      priority: 3,
      min: 8,
      max: 8,
      cell: (row) => span('dim', formatTime(row.record.at)),
    },
    {
      key: 'host',
      title: 'host',
      priority: 1,
      min: 6,
      max: 18,
      cell: (row) => span('plain', row.record.host),
    },
    {
      key: 'exit',
      title: 'exit',
      priority: 4,
      min: 4,
      max: 4,
      align: 'right',
      cell: (row) => span(failed(row) ? 'bad' : 'dim', exitText(row)),
    },
    {
      key: 'took',
      title: 'took',
      priority: 5,
      min: 5,
      max: 6,
      align: 'right',
      cell: (row) => span('dim', formatDuration(row.record.duration)),
    },
    {
      key: 'command',
      title: 'command',
      priority: 0,
      min: 10,
      max: 2000,
      grow: true,
      cell: (row) => span('plain', row.record.command),
    },
  ];
}
