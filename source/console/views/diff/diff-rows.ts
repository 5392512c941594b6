import type { DiffLine, FileChange, HostDifference } from '../../../operations/diff/changes.ts';
import { compileFilter } from '../../rows/filter.ts';
import { groupBy } from '../../rows/group-by.ts';
import { countOf } from '../../store/words.ts';

export type DiffRow =
  | {
      readonly kind: 'file';
      readonly id: string;
      readonly path: string;
      readonly change: FileChange['change'];
      readonly hosts: readonly string[];
      readonly added: number;
      readonly removed: number;
      readonly source: string | undefined;
    }
  | {
      readonly kind: 'line';
      readonly id: string;
      readonly line: Exclude<DiffLine, { kind: 'gap' }>;
      readonly path: string;
      /** Those that have the same change; the line numbers are of the first. */
      readonly hosts: readonly string[];
    }
  | { readonly kind: 'gap'; readonly id: string }
  | {
      readonly kind: 'note';
      readonly id: string;
      readonly level: 'plain' | 'warning' | 'bad';
      readonly text: string;
    };

interface ChangeGroup {
  readonly change: FileChange;
  readonly hosts: readonly string[];
}

/** The same change of the same file on several hosts is shown once, with the hosts it concerns. */
function groupChanges(changes: readonly FileChange[]): ChangeGroup[] {
  const groups = groupBy(changes, (change) =>
    JSON.stringify([change.path, change.change, change.binary, change.lines.map(lineKey)]),
  );
  return [...groups.values()].flatMap((members) => {
    const [change] = members;
    return change === undefined ? [] : [{ change, hosts: members.map(({ host }) => host) }];
  });
}

/** Line numbers are left out: the same edit at another line is the same edit to a reader. */
function lineKey(line: DiffLine): string {
  return line.kind === 'gap' ? 'gap' : `${line.kind} ${line.text}`;
}

function changedLines({ change }: ChangeGroup): string {
  return change.lines
    .map((line) => (line.kind === 'gap' || line.kind === 'context' ? '' : line.text))
    .join(' ');
}

function rowsOfGroup(group: ChangeGroup): DiffRow[] {
  const { change, hosts } = group;
  const id = `${change.path} ${hosts.join(',')}`;
  const count = (kind: DiffLine['kind']) => change.lines.filter((line) => line.kind === kind).length;
  const head: DiffRow = {
    kind: 'file',
    id,
    path: change.path,
    change: change.change,
    hosts,
    added: count('added'),
    removed: count('removed'),
    source: change.source,
  };
  const binary: DiffRow[] = change.binary
    ? [{ kind: 'note', id: `${id} binary`, level: 'plain', text: 'a binary file: its lines are not shown' }]
    : [];
  const lines = change.lines.map((line, index): DiffRow => {
    const lineId = `${id} ${index}`;
    if (line.kind === 'gap') return { kind: 'gap', id: lineId };
    return { kind: 'line', id: lineId, line, path: change.path, hosts };
  });
  return [head, ...binary, ...lines];
}

/** What is to be said of a host besides its changed files. */
function rowsOfHost({ host, problem, drifted, stale }: HostDifference): DiffRow[] {
  const note = (level: 'warning' | 'bad', text: string): DiffRow => ({
    kind: 'note',
    id: `${host} ${text}`,
    level,
    text,
  });
  const rows: DiffRow[] = [];
  if (problem !== undefined) rows.push(note('bad', `${host} could not be compared: ${problem.message}`));
  if (drifted.length > 0) {
    rows.push(
      note(
        'warning',
        `${host}: ${countOf(drifted.length, 'file')} edited on the host since the last sync: ${drifted.join(', ')}`,
      ),
    );
  }
  if (stale.length > 0) {
    rows.push(
      note(
        'warning',
        `${host}: ${countOf(stale.length, 'live file')} no longer rendered: ${stale.join(', ')}`,
      ),
    );
  }
  return rows;
}

/** The differences of these hosts as lines to scroll through. */
export function buildDiffRows(
  changes: readonly FileChange[],
  differences: readonly HostDifference[],
  scope: ReadonlySet<string>,
  filter: string,
): readonly DiffRow[] {
  const matches = compileFilter(filter);
  const groups = groupChanges(changes.filter(({ host }) => scope.has(host))).filter((group) =>
    matches(`${group.change.path} ${group.hosts.join(' ')} ${changedLines(group)}`),
  );
  const notes = differences.filter(({ host }) => scope.has(host)).flatMap(rowsOfHost);
  return [...notes, ...groups.flatMap(rowsOfGroup)];
}
