import { milliseconds } from '../../../basics/brand.ts';
import { whyNoWork } from '../../keys/disabled.ts';
import { span } from '../../look/paint.ts';
import { formatAge } from '../../rows/age.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf } from '../../rows/scope.ts';
import type { TroubleRow } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { countOf } from '../../store/words.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { openContainerLog } from '../container-log/container-log-state.ts';
import { defineView } from '../define-view.ts';
import { openImages } from '../images/images-state.ts';
import { poll } from '../poll.ts';
import type { View } from '../view.ts';
import { foundOf, restartContainer, unpinImage } from './act-on-container.ts';
import { containerColumns } from './container-columns.ts';
import { containerLines } from './container-detail.ts';
import { buildContainerLines, type ContainerLine } from './container-rows.ts';
import { containersSlice, readAll } from './containers-state.ts';

const lookEvery = milliseconds(15_000);
const rowsOf = memoizeLast(buildContainerLines);

function whyNoContainer(_: ConsoleState, line: ContainerLine | undefined): string | undefined {
  return foundOf(line) === undefined ? 'put the cursor on a container that the host has' : undefined;
}

/** What runs on each host beside what the state says. */
export const containersView: View<'containers'> = defineView({
  name: 'containers',
  key: '7',
  description: 'The containers of each host beside what Terraform’s state says',
  rows: (state) =>
    rowsOf(containersSlice.of(state).fleet, scopeOf(state).names, filterOf(state, 'containers')),
  columns: (_, look) => containerColumns(look),
  empty: emptyText,
  banner: bannerOf,
  detail: {
    lines: (line, { columns }) =>
      containerLines(line)
        .slice(line.kind === 'engine' ? 0 : 1)
        .flatMap(({ text, part }) =>
          wrapText(text, columns).map((piece) => [
            span(part === 'warning' || part === 'bad' ? part : part === 'hint' ? 'accent' : 'plain', piece),
          ]),
        ),
    roomy: 8,
  },
  level: ({ level }) => level,
  subject: ({ host }) => ({ host }),
  enter: {
    title: 'details',
    description: 'Show everything known of the container: image and digest, ports, networks, mounts, pin',
    footer: 2,
    disabled: (_, line) => (line === undefined ? 'put the cursor on a container' : undefined),
    run: ({ answers }, line) => {
      if (line === undefined) return;
      const title = line.kind === 'container' ? `${line.row.name} on ${line.host}` : line.host;
      answers.seek(title, async () => containerLines(line));
    },
  },
  keys: [
    {
      keys: ['o'],
      action: 'log',
      title: 'log',
      description: 'Follow the log of the container',
      footer: 2,
      disabled: whyNoContainer,
      run: ({ store }, line) => {
        const container = foundOf(line);
        if (container !== undefined) openContainerLog(store, container);
      },
    },
    {
      keys: ['t'],
      action: 'restart',
      title: 'restart',
      description: 'Restart the container, after showing what that does and a question',
      dangerous: true,
      footer: 3,
      disabled: (state, line) => whyNoWork(state) ?? whyNoContainer(state, line),
      run: (context, line) => {
        const container = foundOf(line);
        if (container !== undefined) void restartContainer(context, container);
      },
    },
    {
      keys: ['i'],
      action: 'image',
      title: 'image back',
      description: 'List the images that the container could be held to, to roll back to one of them',
      footer: 3,
      disabled: whyNoContainer,
      run: ({ store }, line) => {
        const container = foundOf(line);
        if (container !== undefined) openImages(store, container);
      },
    },
    {
      keys: ['p'],
      action: 'unpin',
      title: 'unpin',
      description: 'Let the pinned image of the container follow its name again, after a question',
      dangerous: true,
      footer: 4,
      shown: (_, line) => line?.kind === 'container' && line.row.pin !== undefined,
      disabled: (state, line) =>
        whyNoWork(state) ??
        (line?.kind === 'container' && line.row.pin !== undefined ? undefined : 'this image is not pinned'),
      run: (context, line) => {
        const pin = line?.kind === 'container' ? line.row.pin : undefined;
        if (pin !== undefined) void unpinImage(context, pin.was);
      },
    },
  ],
  watch: ({ store, services, signal }) => poll(lookEvery, signal, () => readAll(store, services, signal)),
});

function emptyText(state: ConsoleState): string {
  const { fleet, problem } = containersSlice.of(state);
  if (problem !== undefined) {
    return `${problem.message}${problem.hint === undefined ? '' : `: ${problem.hint}`}`;
  }
  return fleet === undefined ? 'asking the engines of the hosts, and the state' : 'no hosts here';
}

/** How old it is, whether the state could be read, and what is pinned. */
function bannerOf(state: ConsoleState): readonly TroubleRow[] {
  const { fleet, problem } = containersSlice.of(state);
  if (fleet === undefined) return [];
  const { names } = scopeOf(state);
  const seen = fleet.hosts.filter(({ host }) => names.has(host)).map(({ observedAt }) => observedAt);
  const age = formatAge(Math.max(0, state.clock - Math.min(...seen, state.clock)));
  const pins = fleet.pins.length === 0 ? '' : `; ${countOf(fleet.pins.length, 'image')} pinned`;
  const known =
    fleet.state.kind === 'read' ? `the state has ${countOf(fleet.state.containers, 'container')}` : '';
  return [
    ...(fleet.state.kind === 'none'
      ? [
          {
            level: 'warning' as const,
            first: true,
            text: `what should run is not known: ${fleet.state.why}${pins}`,
          },
        ]
      : [
          {
            level: 'hint' as const,
            first: true,
            text: `${known}${pins}; read ${age === 'now' ? 'just now' : `${age} ago`}`,
          },
        ]),
    ...(problem === undefined
      ? []
      : [{ level: 'warning' as const, first: true, text: `the last look failed: ${problem.message}` }]),
  ];
}
