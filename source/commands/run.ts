import { setMaxListeners } from 'node:events';
import type { Command } from 'commander';
import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import { writeJson } from '../basics/sanitize.ts';
import type { OpenFleetOptions } from '../operations/open-fleet.ts';
import type { Operation } from '../operations/operation.ts';
import { runOperation } from '../operations/operation.ts';
import type { FleetSession } from '../operations/session.ts';
import { type ExitCode, exitCodeFor } from './exit-codes.ts';
import { type FleetFlags, readFlags } from './flags.ts';
import { formatProblem } from './format-problem.ts';
import { openSession } from './open-session.ts';

export interface CommandContext {
  readonly flags: FleetFlags;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Prints one JSON document or event on a line of its own. */
export function printJson(value: unknown): void {
  process.stdout.write(`${writeJson(value)}\n`);
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Reports a problem: on stderr for people, as an event for `--json`. */
export function reportProblem(
  problem: Problem,
  flags: Pick<FleetFlags, 'json'>,
  severity: 'error' | 'warning' = 'error',
): void {
  if (flags.json) printJson({ type: 'problem', ...(severity === 'warning' ? { severity } : {}), problem });
  else process.stderr.write(`${formatProblem(problem, severity)}\n`);
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a writer is told when nobody reads any more: a closed pipe, or a terminal that is gone. */
const readerGone: ReadonlySet<unknown> = new Set(['EPIPE', 'EIO']);

/** What was passed over while the repository was read: a person should know, and the work goes on. */
function warnOf(problem: Problem): void {
  process.stderr.write(`${formatProblem(problem, 'warning')}\n`);
}

/**
 * Runs a command's action and sets the exit code: the one place where a thrown error becomes words.
 * The first Ctrl-C aborts the signal, so that the action can end in order; so does losing the terminal, or whoever
 * reads our output.
 */
export async function runCommand(
  command: Command,
  action: (context: CommandContext) => Promise<ExitCode>,
): Promise<void> {
  const flags = readFlags(command);
  const abort = new AbortController();
  // Every host under way listens to it: that is no leak.
  setMaxListeners(0, abort.signal);
  const stop = () => abort.abort(new OperatorError({ kind: 'interrupted', message: 'Interrupted.' }));
  let isRead = true;
  const loseReader = (error: Error & { readonly code?: unknown }) => {
    if (!readerGone.has(error.code)) throw error;
    isRead = false;
    stop();
  };
  for (const signal of stopSignals) process.on(signal, stop);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', loseReader);
  try {
    process.exitCode = await action({ flags, signal: abort.signal });
  } catch (error) {
    const problem = toProblem(error);
    if (isRead) reportProblem(problem, flags);
    process.exitCode = exitCodeFor(problem);
  } finally {
    for (const signal of stopSignals) process.off(signal, stop);
  }
}

/** The same for a command that works on an opened fleet; the session is closed in every case. */
export async function runInSession(
  command: Command,
  action: (session: FleetSession, context: CommandContext) => Promise<ExitCode>,
  options: Pick<OpenFleetOptions, 'vaults'> = {},
): Promise<void> {
  await runCommand(command, async (context) => {
    const session = await openSession(context.flags, undefined, options.vaults);
    if (!context.flags.json) for (const problem of session.fleet.problems ?? []) warnOf(problem);
    try {
      return await action(session, context);
    } finally {
      await session.close();
    }
  });
}

/** Reads an operation to its end: JSON lines with `--json`, otherwise the lines that `textOf` makes. */
export async function readOperation<Event extends { readonly type: string }, Result>(
  operation: Operation<Event, Result>,
  flags: Pick<FleetFlags, 'json'>,
  textOf: (event: Event) => string | undefined,
): Promise<Result> {
  return runOperation(operation, (event) => {
    if (flags.json) return printJson(event);
    const text = textOf(event);
    if (text !== undefined) printLine(text);
  });
}

/** Refuses an action that changes something when `--read-only` was given. */
export function refuseWhenReadOnly(flags: FleetFlags, attempted: string): void {
  if (!flags.readOnly) return;
  throw new OperatorError({
    kind: 'read-only',
    message: `Not done: ${attempted} changes something, and --read-only was given.`,
  });
}
