import type { DiagnoseRequest } from '../../operations/diagnose/diagnose.ts';
import type { ConsoleState } from '../store/state.ts';
import { viewOf } from '../views/views.ts';
import type { Level } from './health.ts';
import { selectedRow } from './scope.ts';

/** What the cursor is on that can be diagnosed. */
export interface DiagnosisTarget {
  readonly request: DiagnoseRequest;
  readonly title: string;
  readonly level: Level;
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
  return state.focus === 'hosts' && !state.zoomed ? targetInTree(state) : viewOf(state).diagnosis(state);
}
