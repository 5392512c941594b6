import { milliseconds } from '../../../basics/brand.ts';
import { toProblem } from '../../../basics/problem.ts';
import type { HostVitals } from '../../../operations/status/vitals-model.ts';
import { span } from '../../look/paint.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf } from '../../rows/scope.ts';
import { hostTroubleRows } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { defineView } from '../define-view.ts';
import { openHost } from '../host/host-page.ts';
import { poll } from '../poll.ts';
import type { View, WatchContext } from '../view.ts';
import { vitalsColumns } from './vitals-columns.ts';
import { buildVitalsRows, type VitalsRow } from './vitals-rows.ts';
import { fleetVitals } from './vitals-slice.ts';

const vitalsRows = memoizeLast(buildVitalsRows);

/** What each host says of itself. */
export const vitalsView: View<'vitals'> = defineView({
  name: 'vitals',
  key: 'V',
  description: 'Load, memory, disks, clock, failed units, containers and certificates of the hosts',
  rows: (state): readonly VitalsRow[] =>
    vitalsRows(scopeOf(state).hosts, fleetVitals.of(state), filterOf(state, 'vitals')),
  columns: (state: ConsoleState, look) => vitalsColumns(look, state.clock),
  empty: () => 'no host',
  banner: hostTroubleRows,
  detail: {
    lines: ({ host, note }, { columns }) => [
      [span('strong', host)],
      ...wrapText(note === '' ? 'nothing worrying' : note, columns).map((text) => [span('dim', text)]),
    ],
    roomy: 4,
  },
  level: ({ level }) => level,
  subject: ({ host }) => ({ host }),
  diagnosis: ({ host, level }) => ({ request: { host }, title: host, level }),
  enter: {
    title: 'open',
    description: 'Open the page of the host: everything it says of itself',
    footer: 3,
    run: ({ store }, row) => {
      if (row !== undefined) openHost(store, row.host);
    },
  },
  watch: readVitals,
});

const readInterval = milliseconds(15_000);
/** Hosts that are read within this time make one update. */
const gatherTime = 150;

function readVitals({ store, services, signal }: WatchContext): void {
  let gathered: HostVitals[] = [];
  const flush = () => {
    const read = gathered;
    gathered = [];
    if (!signal.aborted) store.dispatch(fleetVitals.event(read));
  };
  poll(readInterval, signal, async () => {
    try {
      await services.vitals.read((vitals) => {
        if (gathered.push(vitals) === 1) setTimeout(flush, gatherTime);
      }, signal);
    } catch (thrown) {
      if (!signal.aborted) store.dispatch({ type: 'problem-found', problem: toProblem(thrown) });
    }
  });
}
