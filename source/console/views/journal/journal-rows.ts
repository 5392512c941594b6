import type { JournalEntry } from '../../../fleet/journal.ts';
import { filterBy } from '../../rows/filter.ts';
import type { Level } from '../../rows/health.ts';

export interface JournalRow {
  readonly id: string;
  readonly entry: JournalEntry;
  readonly level: Level;
  readonly outcome: string;
}

const fine: ReadonlySet<string> = new Set(['changed', 'unchanged', 'held', 'released']);

/** What was done to these hosts from this machine, what began last first: it is written down at its end. */
export function buildJournalRows(
  entries: readonly JournalEntry[] | undefined,
  scope: ReadonlySet<string>,
  everything: boolean,
  filter: string,
): readonly JournalRow[] {
  const rows = (entries ?? [])
    .map(
      (entry, index): JournalRow => ({
        id: `${index} ${entry.at}`,
        entry,
        level: levelOf(entry),
        outcome: outcomeOf(entry),
      }),
    )
    .filter(({ entry }) => everything || entry.hosts.some(({ host }) => scope.has(host)))
    .toReversed()
    .sort((left, right) => Date.parse(right.entry.at) - Date.parse(left.entry.at));
  return filterBy(rows, filter, ({ entry, outcome }) => searchedText(entry, outcome));
}

function searchedText({ at, who, kind, commit, why, mode, hosts }: JournalEntry, outcome: string): string {
  const touched = hosts.map(({ host, files }) => `${host} ${files.join(' ')}`);
  return [at, who, kind, commit ?? '', why ?? '', mode, outcome, ...touched].join(' ');
}

function levelOf({ hosts, problems, interrupted, kind }: JournalEntry): Level {
  if (interrupted === true) return 'bad';
  const failed = hosts.some(({ outcome }) => !fine.has(outcome) || (outcome === 'held' && kind !== 'hold'));
  if (failed) return 'bad';
  return problems.length > 0 ? 'warning' : 'good';
}

/** `2 changed, 1 reverted`, and what Terraform did. */
function outcomeOf({ hosts, terraform, interrupted, problems }: JournalEntry): string {
  const counts = new Map<string, number>();
  for (const { outcome } of hosts) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [
    ...(interrupted === true ? ['cut short'] : []),
    ...[...counts].map(([outcome, count]) => `${count} ${outcome}`),
    ...(terraform === undefined
      ? []
      : [`Terraform +${terraform.add} ~${terraform.change} -${terraform.remove}`]),
  ];
  if (parts.length > 0) return parts.join(', ');
  return problems.length > 0 ? problems.join(', ') : 'nothing to do';
}
