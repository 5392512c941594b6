import { milliseconds } from '../../../basics/brand.ts';
import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { formatMoment } from '../../rows/age.ts';
import { memoizeLast } from '../../rows/memoize.ts';
import { formatDuration } from '../../rows/quantities.ts';
import { scopeOf } from '../../rows/scope.ts';
import type { TroubleRow } from '../../rows/trouble-rows.ts';
import { filterOf } from '../../store/list-state.ts';
import type { ConsoleState } from '../../store/state.ts';
import { countOf } from '../../store/words.ts';
import type { Column } from '../../widgets/columns.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { defineView } from '../define-view.ts';
import { poll } from '../poll.ts';
import type { View } from '../view.ts';
import { entryLines } from './entry-lines.ts';
import { buildJournalRows, type JournalRow } from './journal-rows.ts';
import { journalSlice, readEntries } from './journal-state.ts';

const lookEvery = milliseconds(5000);
const journalRows = memoizeLast(buildJournalRows);

/** What was changed from this machine. */
export const journalView: View<'journal'> = defineView({
  name: 'journal',
  key: 'J',
  description: 'What was changed from this machine: who, when, from which commit, and what became of it',
  rows: (state) => {
    const { names, everything } = scopeOf(state);
    return journalRows(journalSlice.of(state).entries, names, everything, filterOf(state, 'journal'));
  },
  columns: (state, look) => journalColumns(state.clock, look),
  empty: emptyText,
  banner: unreadableRows,
  detail: {
    lines: ({ entry }, { columns }) =>
      entryLines(entry)
        .filter(({ part }) => part !== 'heading' && part !== 'space')
        .flatMap(({ text }) => wrapText(text, columns))
        .map((text) => [span('dim', text)]),
    roomy: 8,
  },
  level: ({ level }) => level,
  subject: ({ entry }) => {
    const [only, ...others] = entry.hosts;
    return only === undefined || others.length > 0 ? undefined : { host: only.host };
  },
  enter: {
    title: 'entry',
    description: 'Show the whole entry: every host with its files',
    footer: 2,
    disabled: (_, row) => (row === undefined ? 'put the cursor on an entry' : undefined),
    run: ({ answers }, row) => {
      if (row === undefined) return;
      answers.seek(`${row.entry.kind} of ${row.entry.at}`, async () => entryLines(row.entry));
    },
  },
  watch: (context) => poll(lookEvery, context.signal, () => readEntries(context)),
});

function emptyText(state: ConsoleState): string {
  const { entries, problem } = journalSlice.of(state);
  if (problem !== undefined) {
    return `${problem.message}${problem.hint === undefined ? '' : `: ${problem.hint}`}`;
  }
  if (entries === undefined) return 'reading the journal';
  const where = scopeOf(state);
  if (where.everything || entries.length === 0) return 'nothing was changed from this machine yet';
  return `nothing was changed on ${where.title} from this machine yet`;
}

function unreadableRows(state: ConsoleState): readonly TroubleRow[] {
  const { unreadable } = journalSlice.of(state);
  if (unreadable === 0) return [];
  const text = `${countOf(unreadable, 'line')} of the journal cannot be read`;
  return [{ level: 'warning', first: true, text }];
}

function journalColumns(clock: number, { glyphs }: Look): readonly Column<JournalRow>[] {
  const styles = { good: 'good', warning: 'warning', bad: 'bad', unknown: 'dim' } as const;
  return [
    {
      key: 'level',
      title: '',
      priority: 0,
      min: 1,
      max: 1,
      cell: ({ level }) => span(styles[level], level === 'good' ? glyphs.done : glyphs.levels[level]),
    },
    {
      key: 'at',
      title: 'at',
      priority: 1,
      min: 8,
      max: 11,
      cell: ({ entry }) => span('dim', momentText(entry.at, clock)),
    },
    {
      key: 'who',
      title: 'who',
      priority: 3,
      min: 6,
      max: 20,
      cell: ({ entry }) => span('plain', entry.who),
    },
    {
      key: 'kind',
      title: 'what',
      priority: 0,
      min: 4,
      max: 8,
      cell: ({ entry }) => span('strong', entry.kind),
    },
    {
      key: 'commit',
      title: 'commit',
      priority: 4,
      min: 7,
      max: 8,
      cell: ({ entry }) => span('dim', commitText(entry)),
    },
    {
      key: 'took',
      title: 'took',
      priority: 5,
      min: 5,
      max: 6,
      align: 'right',
      cell: ({ entry }) => span('dim', formatDuration(entry.seconds * 1000)),
    },
    {
      key: 'outcome',
      title: 'outcome',
      priority: 0,
      min: 14,
      max: 60,
      cell: ({ level, outcome }) => span(level === 'good' ? 'plain' : styles[level], outcome),
    },
    {
      key: 'why',
      title: 'why',
      priority: 5,
      min: 6,
      max: 200,
      grow: true,
      hideEmpty: true,
      cell: ({ entry }) => span('dim', entry.why ?? ''),
    },
  ];
}

/** Seven digits, with a star where the work tree had more than the commit. */
function commitText({ commit, dirty }: JournalRow['entry']): string {
  return commit === undefined ? '-' : `${commit.slice(0, 7)}${dirty === true ? '*' : ''}`;
}

function momentText(at: string, clock: number): string {
  const moment = Date.parse(at);
  return Number.isNaN(moment) ? at : formatMoment(moment, clock);
}
