import type { Instant } from '../../basics/brand.ts';
import type { HostEntry } from '../store/state.ts';
import { compileFilter } from './filter.ts';
import { groupBy } from './group-by.ts';
import { type Health, hostHealth, type Level, worstLevel } from './health.ts';

export type TreeRow =
  | { readonly kind: 'all'; readonly id: 'all'; readonly hosts: number; readonly level: Level }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly group: string;
      readonly hosts: number;
      readonly level: Level;
    }
  | { readonly kind: 'host'; readonly id: string; readonly entry: HostEntry; readonly health: Health };

type HostRow = Extract<TreeRow, { kind: 'host' }>;

/** The hosts under their groups, in inventory order; groups without a host that matches are left out. */
export function buildTreeRows(
  hosts: readonly HostEntry[],
  filter: string,
  clock: Instant,
  faultsOnly = false,
): readonly TreeRow[] {
  const matches = compileFilter(filter);
  const shown = hosts
    .map(
      (entry): HostRow => ({
        kind: 'host',
        id: `host:${entry.name}`,
        entry,
        health: hostHealth(entry, clock),
      }),
    )
    .filter(({ health }) => !faultsOnly || health.level !== 'good')
    .filter(({ entry, health }) => matches(`${entry.name} ${entry.group} ${health.word} ${health.level}`));
  const groups = groupBy(shown, ({ entry }) => entry.group);
  const all: TreeRow = { kind: 'all', id: 'all', hosts: shown.length, level: levelOf(shown) };
  return [all, ...[...groups].flatMap(([group, members]) => [groupRow(group, members), ...members])];
}

function groupRow(group: string, members: readonly HostRow[]): TreeRow {
  return { kind: 'group', id: `group:${group}`, group, hosts: members.length, level: levelOf(members) };
}

function levelOf(rows: readonly HostRow[]): Level {
  return worstLevel(rows.map(({ health }) => health.level));
}
