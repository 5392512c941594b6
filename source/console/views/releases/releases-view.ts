import { milliseconds } from '../../../basics/brand.ts';
import { sanitizeLine } from '../../../basics/sanitize.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { whyNoWork } from '../../keys/disabled.ts';
import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { formatMoment } from '../../rows/age.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { countOf } from '../../store/words.ts';
import type { Column } from '../../widgets/columns.ts';
import { defineView } from '../define-view.ts';
import { followChange } from '../deploy/make-change.ts';
import { poll } from '../poll.ts';
import type { View } from '../view.ts';
import { buildReleaseRows, type ReleaseRow, whyNotBackTo } from './release-rows.ts';
import { readReleases, releasesSlice } from './releases-state.ts';

const lookEvery = milliseconds(30_000);
const releaseRows = memoizeLast(buildReleaseRows);

/** What a host can be brought back to: a page opened from a host. */
export const releasesView: View<'releases'> = defineView({
  name: 'releases',
  description: 'The releases that a host keeps',
  rows: (state) => releaseRows(releasesSlice.of(state), filterOf(state, 'releases')),
  columns: (state, look) => releaseColumns(state.clock, look),
  empty: emptyText,
  title: (state) => releasesSlice.of(state).host,
  about: (state) => releasesSlice.of(state).host ?? '',
  subject: (_, state) => {
    const { host } = releasesSlice.of(state);
    return host === undefined ? undefined : { host };
  },
  detail: {
    lines: ({ release, files }) => [
      [span('plain', `${release.who}: ${release.why}`)],
      [
        span(
          'dim',
          `changed ${countOf(files, 'file')}${release.returned === undefined ? '' : `, back to ${release.returned}`}`,
        ),
      ],
    ],
  },
  enter: {
    title: 'roll back',
    description:
      'Bring the host back to this release, after a question; it is held then, so that no sync undoes it',
    footer: 1,
    dangerous: true,
    disabled: (state, row) => whyNoWork(state) ?? whyNotBackTo(row),
    run: (context, row) => void (row === undefined ? undefined : rollBack(context, row)),
  },
  watch: ({ store, services, signal }) =>
    poll(lookEvery, signal, () => readReleases(store, services, signal)),
});

async function rollBack(context: ActionContext, { release }: ReleaseRow): Promise<void> {
  const { store, services, asked } = context;
  const { host } = releasesSlice.of(store.state);
  if (host === undefined) return;
  const agreed = await asked.confirm({
    title: `Bring ${host} back to ${release.id}?`,
    lines: [
      `Made live by ${release.who}: ${release.why}.`,
      'It is a change like any other: verified, and undone where it does not do well. The host is held afterwards, so that the next sync does not undo it; B lets it go.',
    ].map((line) => sanitizeLine(line)),
    proceed: 'roll back',
  });
  if (!agreed) return;
  await followChange(context, {
    verb: 'rollback',
    hosts: [host],
    leaving: 'Leaving stops it: the host stays with the release that is live.',
    begin: (signal) => services.delivery.rollback(host, release.id, undefined, signal),
  });
}

function emptyText(state: ConsoleState): string {
  const { host, releases, problem } = releasesSlice.of(state);
  if (problem !== undefined) {
    return `${problem.message}${problem.hint === undefined ? '' : `: ${problem.hint}`}`;
  }
  if (releases === undefined) return `reading what ${host ?? 'the host'} keeps`;
  return `${host ?? 'the host'} keeps no releases: nothing was synced there yet`;
}

function releaseColumns(clock: number, { glyphs }: Look): readonly Column<ReleaseRow>[] {
  const styles = { live: 'good', reachable: 'plain', aside: 'dim' } as const;
  return [
    {
      key: 'state',
      title: '',
      priority: 0,
      min: 4,
      max: 4,
      cell: ({ state }) =>
        span(styles[state], state === 'live' ? 'live' : state === 'aside' ? glyphs.failed : ''),
    },
    {
      key: 'release',
      title: 'release',
      priority: 0,
      min: 12,
      max: 40,
      cell: ({ release, state }) => span(styles[state], release.id),
    },
    {
      key: 'since',
      title: 'since',
      priority: 4,
      min: 8,
      max: 11,
      cell: ({ release }) => span('dim', sinceText(release.since, clock)),
    },
    {
      key: 'files',
      title: 'files',
      priority: 5,
      min: 5,
      max: 5,
      align: 'right',
      cell: ({ files }) => span('plain', String(files)),
    },
    {
      key: 'who',
      title: 'who',
      priority: 2,
      min: 8,
      max: 24,
      cell: ({ release }) => span('plain', release.who),
    },
    {
      key: 'end',
      title: 'ended',
      priority: 3,
      min: 6,
      max: 40,
      cell: ({ end }) => span(end === 'done' ? 'dim' : 'warning', end),
    },
    {
      key: 'why',
      title: 'why',
      priority: 3,
      min: 8,
      max: 200,
      grow: true,
      cell: ({ release }) => span('dim', release.why),
    },
  ];
}

function sinceText(since: string, clock: number): string {
  const at = Date.parse(since);
  return Number.isNaN(at) ? since : formatMoment(at, clock);
}
