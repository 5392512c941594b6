import { randomBytes } from 'node:crypto';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { HostName } from '../fleet/model.ts';
import type { RemoteQuestions } from './questions.ts';
import type { RawResult } from './run-command.ts';
import { quoteWords } from './shell-words.ts';

/** How commands become root's on a host. */
export type RootMode =
  | { readonly kind: 'is-root' }
  | { readonly kind: 'free' }
  | { readonly kind: 'password'; readonly password: string };

/** A command line for the host, and what is written to it before the command's own stdin. */
export interface CommandLine {
  readonly line: string;
  readonly preface: Buffer | undefined;
}

/** In the C locale, so that what sudo answers can be told apart. */
const sudo = ['env', 'LC_ALL=C', 'sudo'];

/** A command line of `sh`, whatever the login shell is. */
export function asUser(command: string): CommandLine {
  return { line: `exec ${quoteWords(['sh', '-c', command])}`, preface: undefined };
}

/**
 * The same as root. A password goes to sudo's stdin only; the command begins after a mark in that stream, so a
 * password that sudo did not take never reaches the command.
 */
export function asRoot(command: string, mode: RootMode): CommandLine {
  if (mode.kind === 'is-root') return asUser(command);
  if (mode.kind === 'free') {
    return {
      line: `exec ${quoteWords([...sudo, '-n', '--', 'sh', '-c', command])}`,
      preface: undefined,
    };
  }
  const mark = randomBytes(12).toString('hex');
  const skip = 'while IFS= read -r _l && [ "$_l" != "$1" ]; do :; done; eval "$2"';
  return {
    line: `exec ${quoteWords([...sudo, '-k', '-S', '-p', '', '--', 'sh', '-c', skip, 'sh', mark, command])}`,
    preface: Buffer.from(`${mode.password}\n${mark}\n`, 'utf8'),
  };
}

/** Whom the access is for, and where a password may come from. */
export interface RootAccessOptions {
  readonly host: HostName;
  readonly user: () => string;
  /** `ansible_become_password`, where a vault holds it. */
  readonly password: string | undefined;
  readonly questions: RemoteQuestions | undefined;
}

type Runner = (line: CommandLine) => Promise<RawResult>;

const passwordTries = 3;

/** Finds out once how to become root on a host; a password is asked for once and kept in memory only. */
export class RootAccess {
  readonly #options: RootAccessOptions;
  #mode: Promise<RootMode> | undefined;

  constructor(options: RootAccessOptions) {
    this.#options = options;
  }

  /** How to become root. Throws OperatorError when sudo refuses; a refused password is not tried again by itself. */
  find(run: Runner): Promise<RootMode> {
    this.#mode ??= this.#find(run).catch((error: unknown) => {
      // A wrong password stays refused, lest polling lock the account; a lost line is no answer at all.
      if (!(error instanceof OperatorError) || error.problem.kind !== 'sudo-password-wrong') {
        this.#mode = undefined;
      }
      throw error;
    });
    return this.#mode;
  }

  /** The next command finds out anew. */
  forget(): void {
    this.#mode = undefined;
  }

  async #find(run: Runner): Promise<RootMode> {
    const { user, password } = this.#options;
    if (user() === 'root') return { kind: 'is-root' };
    const free: RootMode = { kind: 'free' };
    const answer = await run(asRoot(':', free));
    if (answer.exitCode === 0) return free;
    if (!/password is required|terminal is required|askpass/i.test(answer.stderr)) {
      throw this.#refused('sudo-refused', answer.stderr, 'the login user needs sudo for this');
    }
    if (password !== undefined) return this.#tryPassword(password, run);
    return this.#askPassword(run);
  }

  async #askPassword(run: Runner): Promise<RootMode> {
    const { host, user, questions } = this.#options;
    if (questions === undefined) {
      throw this.#refused(
        'sudo-password-needed',
        'sudo: a password is required',
        'put ansible_become_password in the vault, run on a terminal, or allow sudo without a password',
      );
    }
    for (let tried = 1; ; tried += 1) {
      const password = await questions.sudoPassword({ host, user: user(), again: tried > 1 });
      if (password === undefined) {
        throw this.#refused(
          'sudo-password-needed',
          'no password was given',
          'the password is asked for again',
        );
      }
      try {
        return await this.#tryPassword(password, run);
      } catch (error) {
        const wrong = error instanceof OperatorError && error.problem.kind === 'sudo-password-wrong';
        if (!wrong || tried >= passwordTries) throw error;
      }
    }
  }

  async #tryPassword(password: string, run: Runner): Promise<RootMode> {
    const mode: RootMode = { kind: 'password', password };
    // Nothing but the password is written here, so a wrong one costs a single attempt.
    const line = {
      line: `exec ${quoteWords([...sudo, '-k', '-S', '-p', '', '--', 'sh', '-c', ':'])}`,
      preface: Buffer.from(`${password}\n`, 'utf8'),
    };
    const answer = await run(line);
    if (answer.exitCode === 0) return mode;
    const wrong = /incorrect password|try again|no password was provided/i.test(answer.stderr);
    if (!wrong) throw this.#refused('sudo-refused', answer.stderr, 'the login user needs sudo for this');
    throw this.#refused(
      'sudo-password-wrong',
      'sudo did not take the password',
      'mend ansible_become_password, or type it again; it was tried once',
    );
  }

  #refused(kind: string, answer: string, hint: string): OperatorError {
    const { host, user } = this.#options;
    return new OperatorError({
      kind,
      message: `${user()} cannot become root on ${host}`,
      host,
      attempted: 'sudo',
      answer: sanitizeLine(answer.trim()),
      hint,
    });
  }
}
