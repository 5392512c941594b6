import { span } from '../../look/paint.ts';
import { filterBy } from '../../rows/filter.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import type { TroubleRow } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { defineView } from '../define-view.ts';
import type { View } from '../view.ts';
import { type ContainerLogRow, containerLogSlice, followLog, keptLines } from './container-log-state.ts';

const filtered = memoizeLast((rows: readonly ContainerLogRow[], filter: string) =>
  filterBy(rows, filter, ({ text }) => text),
);

/** The log of one container: a page opened from the containers, which follows it until it is left. */
export const containerLogView: View<'container-log'> = defineView({
  name: 'container-log',
  description: 'The log of one container',
  follows: true,
  rows: (state) => filtered(containerLogSlice.of(state).rows, filterOf(state, 'container-log')),
  line: ({ at, text }) => [span('dim', `${at.slice(11, 19)} `), span('plain', text)],
  empty: (state) => {
    const { problem, container } = containerLogSlice.of(state);
    if (problem === undefined) return `${container?.name ?? 'the container'} has said nothing so far`;
    return `${problem.message}${problem.hint === undefined ? '' : `: ${problem.hint}`}`;
  },
  title: nameOf,
  about: nameOf,
  banner: bannerOf,
  detail: {
    lines: ({ text }, { columns }) => wrapText(text, columns).map((piece) => [span('plain', piece)]),
  },
  subject: (_, state) => {
    const { container } = containerLogSlice.of(state);
    return container === undefined ? undefined : { host: container.host };
  },
  watch: (context) => void followLog(context),
});

function nameOf(state: ConsoleState): string {
  const { container } = containerLogSlice.of(state);
  return container === undefined ? '' : `${container.host} ${container.name}`;
}

function bannerOf(state: ConsoleState): readonly TroubleRow[] {
  const { problem, rows, told } = containerLogSlice.of(state);
  return [
    ...(problem !== undefined && rows.length > 0
      ? [{ level: 'bad' as const, first: true, text: `it is not followed any more: ${problem.message}` }]
      : []),
    ...(told > keptLines
      ? [{ level: 'hint' as const, first: true, text: `the last ${keptLines} of ${told} lines` }]
      : []),
  ];
}
