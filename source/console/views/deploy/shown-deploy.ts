import { layoutOf } from '../../layout.ts';
import { filterBy } from '../../rows/filter.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf, shownFilter } from '../../rows/scope.ts';
import type { ConsoleState } from '../../store/state.ts';
import { buildDeliveryRows } from './delivery-rows.ts';
import type { DeployRow } from './deploy-row.ts';
import { type DeployState, deploySlice, isDelivering } from './deploy-state.ts';
import { fitRows } from './fit-rows.ts';
import { buildPreparedRows } from './prepared-rows.ts';
import { buildStandingRows, claimRows } from './standing-rows.ts';

const preparedRows = memoizeLast(buildPreparedRows);
const deliveryRows = memoizeLast(buildDeliveryRows);
const standingRows = memoizeLast(buildStandingRows);
const claims = memoizeLast(claimRows);
const joined = memoizeLast((first: readonly DeployRow[], others: readonly DeployRow[]) =>
  first.length === 0 ? others : [...first, ...others],
);
const fitted = memoizeLast(fitRows);
const filtered = memoizeLast((rows: readonly DeployRow[], filter: string) =>
  filterBy(rows, filter, searchedText),
);

/** The lines of the deploy screen. */
export function deployRowsOf(state: ConsoleState): readonly DeployRow[] {
  const own = deploySlice.of(state);
  // Our own change has a claim too: it is no news.
  const first = isDelivering(own) ? noRows : claims(own.standing);
  const rows = filtered(joined(first, bodyRows(state, own)), shownFilter(state, 'deploy'));
  return fitted(rows, columnsOf(state));
}

const noRows: readonly DeployRow[] = [];
/** The borders and the cursor. */
const margins = 3;

function columnsOf(state: ConsoleState): number {
  const layout = layoutOf(state);
  return layout.kind === 'too-small' ? 1 : layout.main.columns - margins;
}

function bodyRows(state: ConsoleState, own: DeployState): readonly DeployRow[] {
  const { run, standing, unread } = own;
  if (run === undefined) return standingRows(scopeOf(state).hosts, standing, unread?.message);
  if (run.kind === 'prepared') return preparedRows(run);
  // Only a countdown moves with the clock.
  return deliveryRows(run, run.endedAt ?? state.clock);
}

function searchedText(row: DeployRow): string {
  switch (row.kind) {
    case 'text':
    case 'standing':
    case 'lock':
      return `${row.host ?? ''} ${row.text}`;
    case 'host':
      return `${row.host} ${row.words.word} ${row.words.text}`;
    case 'diff':
      return row.row.kind === 'line' ? row.row.line.text : row.row.kind === 'file' ? row.row.path : '';
    case 'change':
      return `${row.change.address} ${row.change.action}`;
    case 'resource':
      return `${row.resource.address} ${row.resource.state}`;
  }
}
