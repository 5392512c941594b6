import { OperatorError } from '../../basics/problem.ts';

/** How to run a command as root from here. */
export interface Privilege {
  /** Words before the command; none for root itself. */
  readonly prefix: readonly string[];
  /** sudo may ask for a password on this terminal. */
  readonly asks: boolean;
}

/** Root runs as it is; others through sudo, which asks only where there is a terminal to ask on. */
export function choosePrivilege(user: number, terminal: boolean): Privilege {
  if (user === 0) return { prefix: [], asks: false };
  if (terminal) return { prefix: ['sudo', '-p', 'sudo password of %p, for the lab: ', '--'], asks: true };
  return { prefix: ['sudo', '-n', '--'], asks: false };
}

export function currentPrivilege(): Privilege {
  return choosePrivilege(currentUser(), process.stdin.isTTY === true && process.stderr.isTTY === true);
}

/** The numeric id of the user we run as. */
export function currentUser(): number {
  return process.getuid?.() ?? 0;
}

/** The error where sudo refused. `line` is what the operator can run instead. */
export function privilegeError(attempted: string, answer: string, line: string): OperatorError {
  return new OperatorError({
    kind: 'lab-permission',
    message: 'the lab needs root for its namespaces, and sudo did not give it',
    attempted,
    ...(answer.trim() === '' ? {} : { answer: answer.trim().slice(0, 1000) }),
    hint: `run it where sudo can ask, or as root: ${line}`,
  });
}
