import type { DiagnoseRequest } from '../../operations/diagnose.ts';
import { type Identified, resolvePosition } from '../store/positions.ts';
import type { ConsoleState } from '../store/state.ts';
import type { Level } from './health.ts';
import { selectedRow } from './scope.ts';
import { sessionRowsOf, tunnelRowsOf } from './shown-status.ts';

/** What the cursor is on that can be diagnosed. */
export interface DiagnosisTarget {
  readonly request: DiagnoseRequest;
  readonly title: string;
  readonly level: Level;
}

function under<Row extends Identified>(state: ConsoleState, rows: readonly Row[]): Row | undefined {
  return rows[resolvePosition(state.positions[state.view], rows, rows.length).index];
}

function targetInTree(state: ConsoleState): DiagnosisTarget | undefined {
  const row = selectedRow(state);
  if (row?.kind === 'all') return { request: {}, title: 'the fleet', level: row.level };
  if (row?.kind !== 'host') return undefined;
  const { name } = row.entry;
  return { request: { host: name }, title: name, level: row.health.level };
}

/** A session, a tunnel, a host or, on all hosts, whatever is down; undefined anywhere else. */
export function diagnosisTarget(state: ConsoleState): DiagnosisTarget | undefined {
  if (state.focus === 'hosts' && !state.zoomed) return targetInTree(state);
  if (state.view === 'sessions') {
    const row = under(state, sessionRowsOf(state));
    if (row === undefined) return undefined;
    const { host, name, level } = row;
    // A cache is diagnosed with its host: only sessions and tunnels are told apart.
    const request = row.kind === 'bgp' ? { host, subject: name } : { host };
    return { request, title: `${host} ${name}`, level };
  }
  if (state.view !== 'tunnels') return undefined;
  const row = under(state, tunnelRowsOf(state));
  if (row === undefined) return undefined;
  const { host, tunnel, level } = row;
  return { request: { host, subject: tunnel.interface }, title: `${host} ${tunnel.interface}`, level };
}
