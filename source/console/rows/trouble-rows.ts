import type { Instant } from '../../basics/brand.ts';
import { formatPlace, type Problem } from '../../basics/problem.ts';
import type { ConsoleState, HostEntry } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { wrapText } from '../widgets/wrap-text.ts';
import { formatMoment } from './age.ts';
import { scopeOf } from './scope.ts';

interface HostTrouble {
  readonly host: string;
  readonly level: 'bad' | 'warning';
  readonly text: string;
  readonly hint: string | undefined;
}

function describe(problem: Problem | undefined): string {
  if (problem === undefined) return '';
  const place = problem.place === undefined ? '' : ` (${formatPlace(problem.place)})`;
  const answer = problem.answer?.trim().split('\n')[0];
  return `: ${problem.message}${place}${answer === undefined || answer === '' ? '' : `: ${answer}`}`;
}

function troubleOf({ name, status }: HostEntry, clock: Instant): HostTrouble | undefined {
  if (status === undefined) return undefined;
  const { reachable, unreachableSince, bird, problem } = status;
  const hint = problem?.hint;
  if (!reachable) {
    const since = unreachableSince === undefined ? '' : ` since ${formatMoment(unreachableSince, clock)}`;
    return { host: name, level: 'bad', text: `unreachable${since}${describe(problem)}`, hint };
  }
  if (bird === 'stopped' || bird === 'frozen') {
    return { host: name, level: 'bad', text: `bird is ${bird}${describe(problem)}`, hint };
  }
  if (problem === undefined) return undefined;
  return { host: name, level: 'warning', text: describe(problem).slice(2), hint };
}

/** The hosts that have trouble as a whole, the worst first. */
function hostTroubles(hosts: readonly HostEntry[], clock: Instant): readonly HostTrouble[] {
  const troubles = hosts.map((host) => troubleOf(host, clock)).filter((trouble) => trouble !== undefined);
  return troubles.sort((left, right) => Number(right.level === 'bad') - Number(left.level === 'bad'));
}

/** A line above a table: what is wrong, in the first of its lines with a sign, or what to do about it. */
export interface TroubleRow {
  readonly level: 'bad' | 'warning' | 'hint';
  readonly first: boolean;
  readonly text: string;
}

const shownTroubles = 3;
const linesOfOne = 4;
const linesOfHint = 2;
/** The sign before the text, and the margins. */
const indent = 4;

function rowsOfOne({ level, text, hint }: HostTrouble, columns: number): readonly TroubleRow[] {
  const lines = wrapText(text, columns - indent).slice(0, linesOfOne);
  const hints = hint === undefined ? [] : wrapText(hint, columns - indent).slice(0, linesOfHint);
  return [
    ...lines.map((line, index): TroubleRow => ({ level, first: index === 0, text: line })),
    ...hints.map((line): TroubleRow => ({ level: 'hint', first: false, text: line })),
  ];
}

/** A problem in a few lines, with what to do. */
export function problemRows(problem: Problem, columns: number): readonly TroubleRow[] {
  const text = describe(problem).slice(2);
  return rowsOfOne({ host: '', level: 'bad', text, hint: problem.hint }, columns);
}

/**
 * Which of the hosts in scope have trouble as a whole, in a line each; of a single
 * host in full, with what to do.
 */
export function hostTroubleRows(state: ConsoleState, columns: number): readonly TroubleRow[] {
  const { hosts } = scopeOf(state);
  const troubles = hostTroubles(hosts, state.clock);
  const [only] = troubles;
  if (only !== undefined && hosts.length === 1) return rowsOfOne(only, columns);
  const rows = troubles
    .slice(0, shownTroubles)
    .map(({ level, host, text }): TroubleRow => ({ level, first: true, text: `${host}: ${text}` }));
  const rest = troubles.length - shownTroubles;
  return rest > 0
    ? [...rows, { level: 'bad', first: false, text: `and ${countOf(rest, 'more host')}` }]
    : rows;
}
