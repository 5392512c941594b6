import { sanitizeLine } from '../basics/sanitize.ts';
import type { JournalEntry, JournalHost } from '../fleet/journal.ts';

/** An entry of the journal as an operator reads it: a line for the whole, and one for each host that was touched. */
export function describeJournalEntry(entry: JournalEntry): string {
  const { at, kind, who, mode, commit, dirty, why, overruled, seconds, interrupted, terraform } = entry;
  const state =
    commit === undefined ? '' : ` at ${commit.slice(0, 10)}${dirty ? ' with uncommitted changes' : ''}`;
  const parts = [
    `${at.replace(/\.\d+Z$/, 'Z')}  ${kind} by ${who}, ${mode}${state}, ${seconds} s`,
    ...(why === undefined ? [] : [`"${why}"`]),
    ...(overruled === undefined ? [] : [`against the checks: ${overruled.join(', ')}`]),
    ...(interrupted ? ['cut short'] : []),
    ...(terraform ? [`terraform +${terraform.add} ~${terraform.change} -${terraform.remove}`] : []),
    ...(entry.hosts.length === 0 && entry.problems.length > 0 ? [entry.problems.join(', ')] : []),
  ];
  const telling = entry.hosts.filter(isTelling);
  const lines = telling.flatMap((host) => [
    `  ${describeHost(host)}`,
    ...(host.reason === undefined ? [] : [`    ${sanitizeLine(host.reason, 1000)}`]),
  ]);
  const same = entry.hosts.length - telling.length;
  return [sanitizeLine(parts.join(', '), 1500), ...lines, ...(same > 0 ? [`  ${same} unchanged`] : [])].join(
    '\n',
  );
}

function isTelling({ outcome }: JournalHost): boolean {
  return outcome !== 'unchanged';
}

function describeHost({ host, outcome, files, count, release, problem }: JournalHost): string {
  const number = count ?? files.length;
  const shown = files.slice(0, 5).join(' ');
  const rest = number > 5 ? ` and ${number - 5} more` : '';
  return sanitizeLine(
    [
      `${host} ${outcome}`,
      ...(problem === undefined ? [] : [`(${problem})`]),
      ...(release === undefined ? [] : [`release ${release}`]),
      ...(number === 0 ? [] : [`${shown}${rest}`]),
    ].join('  '),
    1500,
  );
}
