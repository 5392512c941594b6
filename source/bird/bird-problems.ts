import { OperatorError, type Problem } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';

export type BirdProblemKind =
  /** No daemon listens on the control socket. */
  | 'bird-stopped'
  /** The daemon took the connection and does not answer. */
  | 'bird-frozen'
  /** The login user may not talk to it, not through sudo either. */
  | 'bird-denied'
  /** The connection to it ended in the middle of an answer. */
  | 'bird-lost'
  /** The answer is larger than anything BIRD prints. */
  | 'bird-flooding'
  /** BIRD is not installed. */
  | 'bird-absent'
  /** It could not be asked, or said something nobody expected. */
  | 'bird-unavailable';

/** A problem with the daemon, as thrown by its clients. */
export function birdError(
  kind: BirdProblemKind,
  message: string,
  details: Pick<Problem, 'host' | 'attempted' | 'answer' | 'hint'> & { readonly cause?: unknown } = {},
): OperatorError {
  const { cause, answer, ...rest } = details;
  return new OperatorError(
    { kind, message, ...rest, ...(answer !== undefined && { answer: sanitizeLine(answer) }) },
    { cause },
  );
}

/** The kind of a thrown value where it is one of an operator's problems. */
export function kindOf(thrown: unknown): string | undefined {
  return thrown instanceof OperatorError ? thrown.problem.kind : undefined;
}

/** Throws for a command that would be more than one line: each line is a command of its own to BIRD. */
export function refuseLineBreaks(command: string): void {
  if (!/[\u0000-\u001f\u007f]/.test(command)) return;
  throw birdError('bird-unavailable', 'a command for BIRD holds a control character', {
    attempted: sanitizeLine(command),
  });
}
