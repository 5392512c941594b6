import { milliseconds } from '../../../basics/brand.ts';
import { toProblem } from '../../../basics/problem.ts';
import { formatAge } from '../../rows/age.ts';
import { hostHealth } from '../../rows/health.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { selectedRow } from '../../rows/scope.ts';
import { problemRows } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState, HostEntry } from '../../store/state.ts';
import { openDaemonLog } from '../daemon-log/daemon-log-page.ts';
import { defineView } from '../define-view.ts';
import { explainField, whyNoMeaning } from '../fields/explain-field.ts';
import { fieldColumns } from '../fields/field-columns.ts';
import { fieldDetail } from '../fields/field-detail.ts';
import type { FieldRow } from '../fields/field-rows.ts';
import { poll } from '../poll.ts';
import { askForPrefix } from '../routes/routes-page.ts';
import type { View, WatchContext } from '../view.ts';
import { openHost } from './host-page.ts';
import { buildHostRows } from './host-rows.ts';
import { hostPage } from './host-slice.ts';

const hostRows = memoizeLast(buildHostRows);

/** One host: how it is, and everything it says of itself. */
export const hostView: View<'host'> = defineView({
  name: 'host',
  section: 'On the page of a host',
  description: 'One host: how it is, and everything it says of itself',
  ordered: true,
  rows: (state): readonly FieldRow[] => {
    const { vitals, holds } = hostPage.of(state);
    const today = new Date(state.clock).setHours(0, 0, 0, 0);
    return hostRows(entryOf(state), vitals, holds, today, filterOf(state, 'host'));
  },
  columns: (_, look) => fieldColumns(look),
  empty: () => 'no host was opened: o in the hosts, or Enter on one of the vitals opens its page',
  title: (state) => {
    const { host, vitals } = hostPage.of(state);
    if (host === undefined || vitals === undefined) return host;
    return `${host}, read ${formatAge(Math.max(0, state.clock - vitals.observedAt))}`;
  },
  banner: (state, columns) => {
    const { vitals, problem } = hostPage.of(state);
    const found = vitals?.problem ?? problem;
    return found === undefined ? [] : problemRows(found, columns);
  },
  detail: { lines: (row, { columns }) => fieldDetail(row, columns), roomy: 4 },
  level: (row) => (row.kind === 'field' ? (row.level ?? 'good') : 'good'),
  subject: (_, state) => subjectOf(state),
  diagnosis: (_, state) => {
    const entry = entryOf(state);
    if (entry === undefined) return undefined;
    const { level } = hostHealth(entry, state.clock);
    return { request: { host: entry.name }, title: entry.name, level };
  },
  about: (state) => hostPage.of(state).host ?? '',
  enter: {
    title: 'explain',
    description: 'What the value under the cursor means',
    disabled: (_, row) => whyNoMeaning(row),
    run: explainField,
  },
  keys: [
    {
      keys: ['b'],
      action: 'best',
      title: 'best',
      description: 'The routes of a prefix or an address on this host, which is best, and from where each is',
      footer: 2,
      run: (context) => {
        const { host } = hostPage.of(context.store.state);
        if (host !== undefined) askForPrefix(context, host);
      },
    },
    {
      keys: ['L'],
      action: 'log',
      title: 'log',
      description: 'The log of BIRD on this host, followed as it grows',
      footer: 2,
      run: ({ store }) => {
        const { host } = hostPage.of(store.state);
        if (host !== undefined) openDaemonLog(store, { host, unit: 'bird' });
      },
    },
    {
      keys: ['o'],
      action: 'open',
      title: 'open',
      description: 'Open the page of the host under the cursor: vitals, containers, certificates, holds',
      footer: 4,
      inHosts: true,
      disabled: (state) =>
        selectedRow(state)?.kind === 'host' ? undefined : 'o opens the page of a host: put the cursor on one',
      run: ({ store }) => {
        const row = selectedRow(store.state);
        if (row?.kind === 'host') openHost(store, row.entry.name);
      },
    },
  ],
  watch: readHost,
});

const readInterval = milliseconds(10_000);

function readHost({ store, services, signal }: WatchContext): void {
  const { host } = hostPage.of(store.state);
  if (host === undefined) return;
  const attempt = async (read: () => Promise<void>) => {
    try {
      await read();
    } catch (thrown) {
      if (signal.aborted) return;
      store.dispatch(hostPage.event({ type: 'unread', host, problem: toProblem(thrown) }));
    }
  };
  poll(readInterval, signal, async () => {
    await Promise.all([
      attempt(async () => {
        const vitals = await services.vitals.readHost(host, signal);
        store.dispatch(hostPage.event({ type: 'read', host, vitals }));
      }),
      attempt(async () => {
        const holds = await services.vitals.readHolds(host, signal);
        store.dispatch(hostPage.event({ type: 'holds-read', host, holds }));
      }),
    ]);
  });
}

/** What the watch of the fleet says of it. */
function entryOf(state: ConsoleState): HostEntry | undefined {
  const { host } = hostPage.of(state);
  return state.hosts.find(({ name }) => name === host);
}

function subjectOf(state: ConsoleState) {
  const { host } = hostPage.of(state);
  return host === undefined ? undefined : { host };
}
