import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { OperatorError } from '../basics/problem.ts';
import { tailLines } from './tail-lines.ts';

export interface TerraformRun {
  readonly binary: string;
  readonly arguments: readonly string[];
  /** The module's folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborting it sends Terraform one SIGINT, and the run goes on to its own end. */
  readonly signal?: AbortSignal;
  /** Where stdout is kept, and stderr beside it as `.err`: for the owner only. */
  readonly outputFile: string;
  /** Told Terraform's pid as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

export interface TerraformExit {
  readonly code: number | undefined;
  /** The signal that ended it from outside. */
  readonly endedBy: NodeJS.Signals | undefined;
  /** Whether we sent the one SIGINT. */
  readonly interrupted: boolean;
  /** The end of stderr: warnings about the CLI configuration, or a crash. */
  readonly stderr: string;
}

type End = Pick<TerraformExit, 'code' | 'endedBy'>;

const stderrLimit = 16_000;

/**
 * Runs Terraform in a process group of its own, so that a Ctrl-C in the terminal reaches us alone, and yields the
 * lines of its stdout as they are written. It writes to files, not to us: a pipe whose reader dies would end it in
 * the middle of an apply. It is never killed: aborting sends one SIGINT, upon which it ends what it began and
 * writes its state; a second one would abandon both. Leaving the loop early does the same and waits.
 */
export async function* runTerraform(run: TerraformRun): AsyncGenerator<string, TerraformExit, void> {
  run.signal?.throwIfAborted();
  const output = await open(run.outputFile, 'w+', 0o600);
  const errors = await open(`${run.outputFile}.err`, 'w+', 0o600);
  try {
    const child = start(run, output.fd, errors.fd);
    const ended = waitForEnd(child, run);
    const interruption = interruptOnce(child, run.signal);
    if (child.pid !== undefined) run.onStart?.(child.pid);
    try {
      yield* tailLines(output, ended);
      return { ...(await ended), interrupted: interruption.isSent(), stderr: await readEnd(errors) };
    } finally {
      // Still running only when the reader stopped iterating.
      if (child.exitCode === null && child.signalCode === null) interruption.send();
      await ended;
      interruption.dispose();
    }
  } finally {
    await output.close();
    await errors.close();
  }
}

/** `sh` sets the umask and becomes Terraform: the pid and the signals are Terraform's. */
function start(run: TerraformRun, stdout: number, stderr: number): ChildProcess {
  return spawn('/bin/sh', ['-c', 'umask 077 && exec "$0" "$@"', run.binary, ...run.arguments], {
    cwd: run.folder,
    env: run.environment,
    detached: true,
    stdio: ['ignore', stdout, stderr],
  });
}

async function waitForEnd(child: ChildProcess, run: TerraformRun): Promise<End> {
  try {
    await once(child, 'exit');
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'terraform-not-started',
        message: 'Terraform could not be started.',
        attempted: `${run.binary} ${run.arguments[0] ?? ''} in ${run.folder}`,
        answer: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    );
  }
  return { code: child.exitCode ?? undefined, endedBy: child.signalCode ?? undefined };
}

/** Forwards exactly one SIGINT, to Terraform itself: it stops its own children in order. */
function interruptOnce(child: ChildProcess, signal: AbortSignal | undefined) {
  let isSent = false;
  const send = () => {
    if (!isSent) isSent = child.kill('SIGINT');
  };
  signal?.addEventListener('abort', send, { once: true });
  if (signal?.aborted) send();
  return { send, isSent: () => isSent, dispose: () => signal?.removeEventListener('abort', send) };
}

async function readEnd(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  const length = Math.min(size, stderrLimit);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8');
}
