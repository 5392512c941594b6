import type { Instant } from '../../../basics/brand.ts';
import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { levelStyle } from '../../panes/header.ts';
import { formatMoment } from '../../rows/age.ts';
import type { Column } from '../../widgets/columns.ts';
import type { EventRow } from './event-rows.ts';

/** The columns of what happened. */
export function eventColumns({ glyphs }: Look, clock: Instant): readonly Column<EventRow>[] {
  return [
    {
      key: 'level',
      title: '',
      priority: 0,
      min: 1,
      max: 1,
      cell: ({ level }) => span(levelStyle(level), glyphs.levels[level]),
    },
    {
      key: 'at',
      title: 'at',
      priority: 3,
      min: 8,
      max: 11,
      cell: ({ event }) => span('dim', formatMoment(event.at, clock)),
    },
    {
      key: 'host',
      title: 'host',
      priority: 1,
      min: 6,
      max: 18,
      cell: ({ event }) => span('plain', event.host),
    },
    {
      key: 'session',
      title: 'session',
      priority: 1,
      min: 8,
      max: 28,
      cell: ({ event }) => span('plain', event.session),
    },
    {
      key: 'what',
      title: 'what happened',
      priority: 0,
      min: 10,
      max: 2000,
      grow: true,
      cell: ({ text, level }) => span(level === 'bad' ? 'bad' : 'plain', text),
    },
  ];
}
