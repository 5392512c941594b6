import { filterOf, positionOf } from '../store/list-state.ts';
import { resolvePosition } from '../store/positions.ts';
import { type ConsoleState, type HostEntry, type ListName, topMode } from '../store/state.ts';
import { memoizeLast } from './memoize.ts';
import { buildTreeRows, type TreeRow } from './tree-rows.ts';

/** What the main pane is about: the entry of the tree the cursor is on. */
export interface Scope {
  readonly title: string;
  readonly everything: boolean;
  readonly hosts: readonly HostEntry[];
  readonly names: ReadonlySet<string>;
}

const treeRows = memoizeLast(buildTreeRows);

export function treeRowsOf(state: ConsoleState): readonly TreeRow[] {
  return treeRows(state.hosts, filterOf(state, 'hosts'), state.clock, state.faultsOnly);
}

/** The entry of the tree under the cursor. */
export function selectedRow(state: ConsoleState): TreeRow | undefined {
  const rows = treeRowsOf(state);
  return rows[resolvePosition(positionOf(state, 'hosts'), rows, rows.length).index];
}

const buildScope = memoizeLast((hosts: readonly HostEntry[], kind: TreeRow['kind'], name: string): Scope => {
  const chosen = hosts.filter((host) => {
    if (kind === 'host') return host.name === name;
    return kind === 'all' || host.group === name;
  });
  const title = kind === 'all' ? 'all hosts' : name;
  return {
    title,
    everything: kind === 'all',
    hosts: chosen,
    names: new Set(chosen.map((host) => host.name)),
  };
});

/** A question is about everything, wherever the cursor is. */
function isAsking(state: ConsoleState): boolean {
  const mode = topMode(state);
  return mode?.kind === 'confirm' && (mode.question.kind === 'sync' || mode.question.kind === 'apply');
}

export function scopeOf(state: ConsoleState): Scope {
  if (isAsking(state)) return buildScope(state.hosts, 'all', '');
  const row = selectedRow(state);
  if (row?.kind === 'host') return buildScope(state.hosts, 'host', row.entry.name);
  if (row?.kind === 'group') return buildScope(state.hosts, 'group', row.group);
  return buildScope(state.hosts, 'all', '');
}

/** The filter of a list; what a question is about is shown whole. */
export function shownFilter(state: ConsoleState, list: ListName): string {
  return isAsking(state) ? '' : filterOf(state, list);
}
