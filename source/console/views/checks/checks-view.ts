import { whyNoWork } from '../../keys/disabled.ts';
import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import type { StyleName } from '../../look/theme.ts';
import { formatAge } from '../../rows/age.ts';
import type { Level } from '../../rows/health.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { scopeOf } from '../../rows/scope.ts';
import type { TroubleRow } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { countOf } from '../../store/words.ts';
import type { Column } from '../../widgets/columns.ts';
import { defineView } from '../define-view.ts';
import type { View } from '../view.ts';
import { checkDetail } from './check-detail.ts';
import { buildCheckRows, type CheckRow, hostsOf } from './check-rows.ts';
import { checkAgain, checkOnce, checksSlice } from './checks-state.ts';
import { explainFinding } from './explain-finding.ts';

const checkRows = memoizeLast(buildCheckRows);

/** What is wrong with the fleet as it is written, before anything is sent. */
export const checksView: View<'checks'> = defineView({
  name: 'checks',
  key: '8',
  description: 'What the checks of both ends find in the fleet as it is written, worst first',
  rows: (state) => {
    const { names, everything } = scopeOf(state);
    return checkRows(checksSlice.of(state).result, names, everything, filterOf(state, 'checks'));
  },
  columns: (_, look) => checkColumns(look),
  empty: emptyText,
  banner: bannerOf,
  detail: { lines: (row, { columns }) => checkDetail(row, columns), roomy: 8 },
  level: ({ level }) => level,
  subject: ({ places }) => {
    const [first] = places;
    return first === undefined ? undefined : { host: first.host, file: first.file };
  },
  place: ({ places }) => places.find(({ template }) => template !== undefined)?.template,
  enter: {
    title: 'lines',
    description: 'Show all of a finding, and the lines it is about with what made each',
    footer: 2,
    disabled: (_, row) => (row === undefined ? 'put the cursor on a finding' : undefined),
    run: (context, row) => {
      if (row !== undefined) explainFinding(context, row);
    },
  },
  keys: [
    {
      keys: ['c'],
      action: 'check',
      title: 'check',
      description: 'Render and check both ends of everything anew',
      footer: 2,
      disabled: whyNoWork,
      run: (context) => void checkAgain(context),
    },
  ],
  watch: (context) => void checkOnce(context),
});

function emptyText(state: ConsoleState): string {
  const { result, problem } = checksSlice.of(state);
  if (result !== undefined) return `the checks found nothing on ${scopeOf(state).title}: c checks anew`;
  if (problem === undefined) return 'checking both ends of everything';
  return `${problem.message}${problem.hint === undefined ? '' : `: ${problem.hint}`}; c checks again`;
}

/** How much was checked, and how long ago: a fleet that was edited since is another one. */
function bannerOf(state: ConsoleState): readonly TroubleRow[] {
  const { result, at } = checksSlice.of(state);
  if (result === undefined || at === undefined) return [];
  const { hosts, sessions, tunnels } = result;
  const what = `${countOf(hosts.length, 'host')}, ${countOf(sessions, 'session')}, ${countOf(tunnels, 'end')} of tunnels`;
  const age = formatAge(Math.max(0, state.clock - at));
  return [
    { level: 'hint', first: true, text: `${what} checked ${age === 'now' ? 'just now' : `${age} ago`}` },
  ];
}

const wordStyles: Readonly<Record<Level, StyleName>> = {
  bad: 'bad',
  warning: 'warning',
  unknown: 'plain',
  good: 'dim',
};

function checkColumns({ glyphs }: Look): readonly Column<CheckRow>[] {
  return [
    {
      key: 'level',
      title: '',
      priority: 0,
      min: 1,
      max: 1,
      cell: ({ level }) => span(wordStyles[level], glyphs.levels[level]),
    },
    {
      key: 'word',
      title: '',
      priority: 4,
      min: 5,
      max: 11,
      cell: ({ level, word }) => span(wordStyles[level], word),
    },
    {
      key: 'check',
      title: 'check',
      priority: 3,
      min: 8,
      max: 18,
      cell: ({ check }) => span('plain', check),
    },
    {
      key: 'hosts',
      title: 'hosts',
      priority: 5,
      min: 9,
      max: 24,
      cell: (row) => span('accent', hostsOf(row)),
    },
    {
      key: 'message',
      title: 'what',
      priority: 0,
      min: 20,
      max: 400,
      grow: true,
      cell: ({ level, message }) => span(level === 'good' ? 'dim' : 'plain', message),
    },
  ];
}
