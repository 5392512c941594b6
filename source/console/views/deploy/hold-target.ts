import type { HoldTarget } from '../../../operations/sync/hold-change.ts';
import { selectedRow } from '../../rows/scope.ts';
import type { ConsoleState } from '../../store/state.ts';
import { viewOf } from '../views.ts';

/** The host, or the file of it, under the cursor; undefined where the cursor is on neither. */
export function targetOf(state: ConsoleState): HoldTarget | undefined {
  const inMain = state.focus === 'main' || state.zoomed;
  const subject = inMain ? viewOf(state).subject(state) : undefined;
  const row = selectedRow(state);
  const name = subject?.host ?? (row?.kind === 'host' ? row.entry.name : undefined);
  const host = state.hosts.find((entry) => entry.name === name)?.name;
  return host === undefined ? undefined : { host, path: subject?.file };
}

export function whyNoTarget(state: ConsoleState): string | undefined {
  return targetOf(state) === undefined ? 'put the cursor on a host, or on a file of one' : undefined;
}
