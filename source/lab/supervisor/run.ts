import { spawn } from 'node:child_process';
import { closeSync, constants, fchownSync, openSync } from 'node:fs';
import { OperatorError } from '../../basics/problem.ts';
import { labIdVariable, parseLabId } from '../lab-id.ts';
import { labPaths } from '../state/paths.ts';
import { Supervisor } from './supervise.ts';

export interface SuperviseOptions {
  readonly folder: string;
  readonly id: string;
  /** Numeric id of the user whose lab it is. */
  readonly owner: number;
  /** How to start this program again, up to the `lab supervise` words. */
  readonly program: readonly string[];
}

/**
 * The hidden command behind every lab. Started without the lab's mark (through sudo, which cleans the environment) it
 * starts itself again, detached and marked, and ends; started with it, it is the supervisor until the lab ends.
 */
export async function runSupervise(options: SuperviseOptions): Promise<void> {
  const parts = parseLabId(options.id);
  if (parts === undefined || process.getuid?.() !== 0) {
    throw new OperatorError({
      kind: 'usage',
      message: 'lab supervise is started by "peerdeck lab up", as root',
    });
  }
  if (process.env[labIdVariable] !== options.id) return startDetached(options);
  const stop = () => {
    supervisor.end().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  const supervisor = new Supervisor(options.folder, parts.id, () => process.exit(0));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  process.chdir('/');
  await supervisor.open(options.owner);
}

/** Arguments after the program that make it this lab's supervisor. */
export function superviseArguments(options: Omit<SuperviseOptions, 'program'>): string[] {
  return ['lab', 'supervise', '--folder', options.folder, '--id', options.id, '--owner', `${options.owner}`];
}

/** Starts the supervisor in a session of its own, its output in the lab's log. */
export function startDetached(options: SuperviseOptions): void {
  const [command = process.execPath, ...words] = options.program;
  const log = openSync(
    labPaths(options.folder).log,
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
    0o600,
  );
  fchownSync(log, options.owner, -1);
  const child = spawn(command, [...words, ...superviseArguments(options)], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', [labIdVariable]: options.id },
  });
  closeSync(log);
  child.unref();
}
