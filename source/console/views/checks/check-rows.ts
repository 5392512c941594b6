import type { Finding, FindingPlace } from '../../../checks/finding.ts';
import type { CheckResult } from '../../../operations/check/check-model.ts';
import { filterBy } from '../../rows/filter.ts';
import { groupBy } from '../../rows/group-by.ts';
import type { Level } from '../../rows/health.ts';

/** Something a check found, something it could not tell, or a piece that could not be read. */
export interface CheckRow {
  readonly id: string;
  readonly level: Level;
  readonly word: 'error' | 'warning' | 'note' | 'silenced' | 'unread' | 'not checked';
  readonly check: string;
  readonly message: string;
  readonly places: readonly FindingPlace[];
  /** Of a finding: what it prevents, what to do, how to say that it is meant. */
  readonly finding?: Finding;
}

const words = { error: 'error', warning: 'warning', info: 'note' } as const;
const levels: Readonly<Record<Finding['severity'], Level>> = {
  error: 'bad',
  warning: 'warning',
  info: 'unknown',
};

/** The findings of these hosts as the operation sorts them, worst first; then what could not be told. */
export function buildCheckRows(
  result: CheckResult | undefined,
  scope: ReadonlySet<string>,
  everything: boolean,
  filter: string,
): readonly CheckRow[] {
  if (result === undefined) return [];
  const rows = [
    ...result.findings.map(findingRow),
    ...result.unread.map(
      ({ message, place }, index): CheckRow => ({
        id: `unread ${index}`,
        level: 'warning',
        word: 'unread',
        check: '',
        message,
        places: [place],
      }),
    ),
    ...uncheckedRows(result),
  ];
  const inScope = rows.filter(
    ({ places }) => everything || places.length === 0 || places.some(({ host }) => scope.has(host)),
  );
  return filterBy(inScope, filter, ({ word, check, message, places }) =>
    [word, check, message, ...places.map(({ host, file }) => `${host} ${file}`)].join(' '),
  );
}

function findingRow(finding: Finding, index: number): CheckRow {
  const { severity, silenced, check, message, places } = finding;
  return {
    id: `finding ${index} ${check} ${places[0]?.host ?? ''} ${places[0]?.file ?? ''}`,
    level: silenced === undefined ? levels[severity] : 'good',
    word: silenced === undefined ? words[severity] : 'silenced',
    check,
    message,
    places,
    finding,
  };
}

/** Reasons alike are told once, with how often they stand. */
function uncheckedRows({ unchecked }: CheckResult): readonly CheckRow[] {
  const groups = groupBy(unchecked, ({ check, reason }) => `${check} ${reason}`);
  return [...groups].flatMap(([id, members]) => {
    const [first] = members;
    if (first === undefined) return [];
    const times = members.length === 1 ? '' : ` (${members.length} times)`;
    return {
      id: `unchecked ${id}`,
      level: 'good' as const,
      word: 'not checked' as const,
      check: first.check,
      message: `${first.reason}${times}`,
      places: first.places,
    };
  });
}

/** `coreams01 and ixpams01`, each once. */
export function hostsOf({ places }: CheckRow): string {
  return [...new Set(places.map(({ host }) => host))].join(' ');
}

/** `templates/config/core/bird.conf.j2:7`, where it is known who wrote the line. */
export function templateOf({ template }: FindingPlace): string | undefined {
  return template === undefined ? undefined : `${template.file}:${template.line}`;
}
