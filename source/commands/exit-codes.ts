import type { Problem } from '../basics/problem.ts';

/** What the process tells its caller. */
export const exitCodes = { done: 0, failed: 1, usage: 2, refused: 3, locked: 4, partly: 5 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const codesByKind: Readonly<Record<string, ExitCode>> = {
  usage: exitCodes.usage,
  refused: exitCodes.refused,
  'checks-refused': exitCodes.refused,
  'placeholder-secret': exitCodes.refused,
  'repository-unsafe': exitCodes.refused,
  'read-only': exitCodes.refused,
  locked: exitCodes.locked,
  held: exitCodes.locked,
};

/** The exit code for an operation that ended with this problem. */
export function exitCodeFor(problem: Problem): ExitCode {
  return codesByKind[problem.kind] ?? exitCodes.failed;
}
