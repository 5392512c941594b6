import { formatPlace, type Problem } from '../basics/problem.ts';
import { sanitize } from '../basics/sanitize.ts';

/** A problem as a person reads it: what, where, the answer of the other side, what to do next. */
export function formatProblem(problem: Problem, severity: 'error' | 'warning' = 'error'): string {
  const where = [problem.host, problem.place && formatPlace(problem.place)].filter(
    (part) => part !== undefined,
  );
  const head = where.length > 0 ? `${where.join(': ')}: ${problem.message}` : problem.message;
  const lines = [`${severity}: ${head}`];
  if (problem.attempted !== undefined) lines.push(`  tried:  ${problem.attempted}`);
  if (problem.answer !== undefined) lines.push(...indentAnswer(problem.answer));
  if (problem.hint !== undefined) lines.push(`  next:   ${problem.hint}`);
  return sanitize(lines.join('\n'));
}

function indentAnswer(answer: string): string[] {
  return answer
    .trimEnd()
    .split('\n')
    .map((line, index) => `${index === 0 ? '  answer: ' : '          '}${line}`);
}
