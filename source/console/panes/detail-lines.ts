import { describeChange } from '../../operations/watch-history.ts';
import type { Look } from '../look/look.ts';
import { type Line, paintLine, span } from '../look/paint.ts';
import { formatMoment } from '../rows/age.ts';
import type { EventRow } from '../rows/event-rows.ts';
import { logRowsOf } from '../rows/list-rows.ts';
import type { LogRow } from '../rows/log-rows.ts';
import { eventRowsOf } from '../rows/shown-events.ts';
import { sessionRowsOf, tunnelRowsOf } from '../rows/shown-status.ts';
import type { TunnelRow } from '../rows/tunnel-rows.ts';
import { type Identified, resolvePosition } from '../store/positions.ts';
import type { ConsoleState } from '../store/state.ts';
import { wrapText } from '../widgets/wrap-text.ts';
import { sessionDetail } from './session-detail.ts';

function tunnelDetail({ host, tunnel }: TunnelRow, clock: number): readonly Line[] {
  const {
    interface: name,
    peer,
    peerName,
    endpoint = 'no endpoint',
    latestHandshake,
    received,
    sent,
  } = tunnel;
  const handshake =
    latestHandshake === 0
      ? 'no handshake yet'
      : `last handshake ${formatMoment(latestHandshake * 1000, clock)}`;
  return [
    [span('strong', `${host} ${name}`), span('plain', `  ${peerName ?? 'peer'} ${peer}`)],
    [span('dim', `${handshake}, ${received} B received, ${sent} B sent, ${endpoint}`)],
  ];
}

function logDetail({ record }: LogRow, columns: number): readonly Line[] {
  return wrapText(`${record.host}: ${record.command}`, columns).map((text): Line => [span('plain', text)]);
}

function eventDetail({ event }: EventRow, columns: number): readonly Line[] {
  return wrapText(describeChange(event), columns).map((text): Line => [span('plain', text)]);
}

function under<Row extends Identified>(state: ConsoleState, rows: readonly Row[]): Row | undefined {
  return rows[resolvePosition(state.positions[state.view], rows, rows.length).index];
}

function cursorDetail(state: ConsoleState, look: Look, columns: number): readonly Line[] {
  if (state.view === 'sessions') {
    const row = under(state, sessionRowsOf(state));
    return row === undefined ? [] : sessionDetail(row, look, columns, state.clock);
  }
  if (state.view === 'tunnels') {
    const row = under(state, tunnelRowsOf(state));
    return row === undefined ? [] : tunnelDetail(row, state.clock);
  }
  if (state.view === 'events') {
    const row = under(state, eventRowsOf(state));
    return row === undefined ? [] : eventDetail(row, columns);
  }
  const row = under(state, logRowsOf(state));
  return row === undefined ? [] : logDetail(row, columns);
}

/** Under a table, a rule and what its columns had no room for of the entry under the cursor. */
export function detailLines(
  state: ConsoleState,
  look: Look,
  columns: number,
  rows: number,
): readonly string[] {
  if (rows === 0) return [];
  const rule: Line = [span('border', ` ${look.glyphs.border.horizontal.repeat(columns - 2)} `)];
  const detail = cursorDetail(state, look, columns - 2).map((line): Line => [span('plain', ' '), ...line]);
  return [rule, ...detail].slice(0, rows).map((line) => paintLine(look, line, columns));
}
