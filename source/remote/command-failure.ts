import type { Milliseconds } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { HostName } from '../fleet/model.ts';
import type { ExecOptions } from './connection.ts';
import { LineLost } from './run-command.ts';

/** A command did not end within its limit. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';

  constructor(readonly limit: Milliseconds) {
    super(`no end after ${formatSeconds(limit)}`);
  }
}

const longestShown = 4000;

/** A command as the log shows it: redacted, bounded, and saying that it ran as root. */
export function describeCommand(
  command: string,
  options: ExecOptions,
  redact: (text: string) => string,
): string {
  const text = options.label ?? redact(command);
  const cut = text.length > longestShown ? `${text.slice(0, longestShown)}\u2026` : text;
  return options.asRoot ? `sudo ${cut}` : cut;
}

/** What ended a command before it could answer, as the operator reads it. */
export function describeExecFailure(
  error: unknown,
  context: { host: HostName; command: string; interrupted: AbortSignal | undefined },
): OperatorError {
  const { host, command } = context;
  if (error instanceof OperatorError) return error;
  const attempted = sanitizeLine(command);
  if (context.interrupted?.aborted) {
    return new OperatorError(
      { kind: 'interrupted', message: `interrupted on ${host}`, host, attempted },
      { cause: error },
    );
  }
  if (error instanceof TimeUp) {
    return new OperatorError(
      {
        kind: 'command-timeout',
        message: `a command on ${host} did not end within ${formatSeconds(error.limit)}`,
        host,
        attempted,
        hint: 'is something on the host stuck? the command was asked to end; other hosts are not held up',
      },
      { cause: error },
    );
  }
  const answer = sanitizeLine(error instanceof Error ? error.message : String(error));
  if (error instanceof LineLost) {
    return new OperatorError(
      {
        kind: 'connection-lost',
        message: `the connection to ${host} was lost while a command ran`,
        host,
        attempted,
        answer,
        hint: 'whether the command finished is not known; the connection is tried again by itself',
      },
      { cause: error },
    );
  }
  return new OperatorError(
    {
      kind: 'command-not-started',
      message: `${host} did not start a command`,
      host,
      attempted,
      answer,
      hint: 'does its sshd limit sessions (MaxSessions) or force a command?',
    },
    { cause: error },
  );
}

function formatSeconds(limit: Milliseconds): string {
  return limit < 1000 ? `${limit} ms` : `${Math.round(limit / 100) / 10} s`;
}
