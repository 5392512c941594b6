import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, fchownSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../basics/problem.ts';
import { sanitize } from '../../basics/sanitize.ts';
import { ControlConnection } from '../client/control-client.ts';
import { labIdVariable } from '../lab-id.ts';
import { labPaths } from '../state/paths.ts';

export interface SuperviseOptions {
  readonly folder: string;
  readonly id: string;
  /** Numeric id of the user whose lab it is. */
  readonly owner: number;
  /** How to start this program again, up to the `lab supervise` words. */
  readonly program: readonly string[];
}

/** A supervisor that answers needs some tenths of a second; on a machine under load more. */
const answerLimit = 15_000;

/** Arguments after the program that make it this lab's supervisor. */
export function superviseArguments(options: Omit<SuperviseOptions, 'program'>): string[] {
  return ['lab', 'supervise', '--folder', options.folder, '--id', options.id, '--owner', `${options.owner}`];
}

/** Starts the supervisor in a session of its own, marked, its output in the lab's log. */
export function startDetached(options: SuperviseOptions): ChildProcess {
  const [command = process.execPath, ...words] = options.program;
  const log = openSync(
    labPaths(options.folder).log,
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    fchownSync(log, options.owner, -1);
    const child = spawn(command, [...words, ...superviseArguments(options)], {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', [labIdVariable]: options.id },
    });
    // A child that never was has no process id, which is how it shows.
    child.once('error', () => child.unref());
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Connects as soon as the supervisor answers. Throws OperatorError with its own words when it has ended, or does not answer. */
export async function awaitSupervisor(
  folder: string,
  child: ChildProcess | undefined,
  signal?: AbortSignal,
): Promise<ControlConnection> {
  const limit = Date.now() + answerLimit;
  while (Date.now() < limit && (child === undefined || isRunning(child))) {
    signal?.throwIfAborted();
    const connection = await ControlConnection.open(folder);
    if (connection) return connection;
    await sleep(10);
  }
  throw new OperatorError({
    kind: 'lab-control',
    message: "the lab's supervisor did not start",
    attempted: 'run peerdeck lab supervise as root',
    answer: await readLogTail(folder),
  });
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** The last words of a supervisor, which its log has. */
async function readLogTail(folder: string): Promise<string> {
  const text = await readFile(labPaths(folder).log, 'utf8').catch((error: unknown) => String(error));
  return sanitize(text.slice(-2000).trim());
}
