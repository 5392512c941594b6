import type { JournalEntry, JournalHost } from '../../../fleet/journal.ts';
import { formatDuration } from '../../rows/quantities.ts';
import type { AnswerLine } from '../../store/state.ts';

/** One entry of the journal as a whole. */
export function entryLines(entry: JournalEntry): readonly AnswerLine[] {
  const { at, kind, who, mode, commit, dirty, why, overruled, seconds, interrupted, terraform } = entry;
  const fact = (text: string): AnswerLine => ({ part: 'fact', text });
  const uncommitted = dirty === true ? ', with uncommitted changes' : '';
  return [
    { part: 'heading', text: `${kind} by ${who}, ${mode}` },
    fact(`began ${at}, took ${formatDuration(seconds * 1000)}`),
    fact(commit === undefined ? 'of no commit' : `commit ${commit}${uncommitted}`),
    ...(why === undefined ? [] : [fact(`because: ${why}`)]),
    ...(interrupted === true ? [{ part: 'bad' as const, text: 'cut short before it had a result' }] : []),
    ...(overruled === undefined
      ? []
      : [{ part: 'warning' as const, text: `against the checks: ${overruled.join(', ')}` }]),
    ...(terraform === undefined
      ? []
      : [
          fact(`Terraform: ${terraform.add} added, ${terraform.change} changed, ${terraform.remove} removed`),
        ]),
    ...(entry.problems.length === 0
      ? []
      : [{ part: 'warning' as const, text: `problems: ${entry.problems.join(', ')}` }]),
    ...(entry.hosts.length === 0 ? [] : [{ part: 'space' as const, text: '' }]),
    ...entry.hosts.flatMap(hostLines),
  ];
}

function hostLines(entry: JournalHost): readonly AnswerLine[] {
  const { host, outcome, files, count, release, problem, reason } = entry;
  const live = release === undefined ? '' : `, release ${release}`;
  const why = problem === undefined ? '' : ` (${problem})`;
  const left = (count ?? files.length) - files.length;
  return [
    { part: 'fact', text: `${host}: ${outcome}${why}${live}` },
    ...(reason === undefined ? [] : [{ part: 'bad' as const, text: reason }]),
    ...files.map((path): AnswerLine => ({ part: 'detail', text: path })),
    ...(left > 0 ? [{ part: 'detail' as const, text: `and ${left} more` }] : []),
  ];
}
