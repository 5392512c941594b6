import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../basics/problem.ts';
import { sanitize } from '../../basics/sanitize.ts';
import { labPaths } from '../state/paths.ts';
import { startDetached, superviseArguments } from '../supervisor/run.ts';
import { ControlConnection } from './control-client.ts';
import { currentPrivilege, privilegeError } from './privilege.ts';

export interface LaunchOptions {
  readonly folder: string;
  readonly id: string;
  readonly owner: number;
  readonly program: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** A supervisor that answers needs some tenths of a second; a machine under load more. */
const answerLimit = 15_000;

/** Starts the lab's supervisor as root and returns the connection that owns it. */
export async function launchSupervisor(options: LaunchOptions): Promise<ControlConnection> {
  const privilege = currentPrivilege();
  if (privilege.prefix.length === 0) startDetached(options);
  else await startThroughSudo(options, privilege);
  const limit = Date.now() + answerLimit;
  while (Date.now() < limit) {
    options.signal?.throwIfAborted();
    const connection = await ControlConnection.open(options.folder);
    if (connection) {
      connection.send({ type: 'own' });
      return connection;
    }
    await sleep(10);
  }
  throw new OperatorError({
    kind: 'lab-control',
    message: "the lab's supervisor did not start",
    attempted: options.program.join(' '),
    answer: await readLogTail(options.folder),
  });
}

/** The last words of a supervisor, which its log has. */
async function readLogTail(folder: string): Promise<string> {
  const text = await readFile(labPaths(folder).log, 'utf8').catch((error: unknown) => String(error));
  return sanitize(text.slice(-2000).trim());
}

async function startThroughSudo(
  options: LaunchOptions,
  privilege: { readonly prefix: readonly string[]; readonly asks: boolean },
): Promise<void> {
  const words = [...privilege.prefix, ...options.program, ...superviseArguments(options)];
  const { code, answer } = await runAttached(words, privilege.asks);
  if (code === 0) return;
  const line = ['sudo', ...options.program, 'lab up'].join(' ');
  throw privilegeError('start the lab through sudo', answer, line);
}

/** Runs sudo: on the terminal where it may ask, otherwise with its words kept. */
export function runAttached(
  words: readonly string[],
  asks: boolean,
): Promise<{ readonly code: number; readonly answer: string }> {
  const [command = 'sudo', ...rest] = words;
  return new Promise((resolve) => {
    const child = spawn(command, rest, {
      stdio: [asks ? 'inherit' : 'ignore', 'ignore', asks ? 'inherit' : 'pipe'],
    });
    let answer = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      answer = (answer + chunk.toString()).slice(-2000);
    });
    child.once('error', (error) => resolve({ code: 127, answer: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, answer }));
  });
}
