import { formatPlace, type Place, type Problem } from '../../basics/problem.ts';

export interface ProblemRow {
  readonly id: string;
  readonly part: 'message' | 'warning' | 'place' | 'attempted' | 'answer' | 'hint' | 'space';
  readonly text: string;
  /** Of the problem it belongs to. */
  readonly place?: Place;
}

const answerLimit = 40;

function partsOf(problem: Problem, part: 'message' | 'warning'): Omit<ProblemRow, 'id'>[] {
  const { host, message, place, attempted, answer, hint } = problem;
  const parts: Omit<ProblemRow, 'id'>[] = [
    { part, text: host === undefined ? message : `${host}: ${message}` },
  ];
  if (place !== undefined) parts.push({ part: 'place', text: formatPlace(place) });
  if (attempted !== undefined) parts.push({ part: 'attempted', text: attempted });
  for (const line of answer?.trimEnd().split('\n').slice(0, answerLimit) ?? []) {
    parts.push({ part: 'answer', text: line });
  }
  if (hint !== undefined) parts.push({ part: 'hint', text: hint });
  return [...parts, { part: 'space' as const, text: '' }].map((each) => ({
    ...each,
    ...(place && { place }),
  }));
}

/** Problems, then warnings, as lines: what happened, where, the other side's words, what to do next. */
export function buildProblemRows(
  problems: readonly Problem[],
  wrap: (text: string) => readonly string[],
  warnings: readonly Problem[] = [],
): readonly ProblemRow[] {
  return [
    ...problems.flatMap((problem) => partsOf(problem, 'message')),
    ...warnings.flatMap((problem) => partsOf(problem, 'warning')),
  ]
    .flatMap((row) => wrap(row.text).map((text) => ({ ...row, text })))
    .map((row, index) => ({ ...row, id: String(index) }));
}
