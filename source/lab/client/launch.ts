import { spawn } from 'node:child_process';
import {
  awaitSupervisor,
  type SuperviseOptions,
  startDetached,
  superviseArguments,
} from '../supervisor/detach.ts';
import type { ControlConnection } from './control-client.ts';
import { currentPrivilege, type Privilege, privilegeError } from './privilege.ts';

/** Starts the lab's supervisor as root and returns the connection that owns it. */
export async function launchSupervisor(
  options: SuperviseOptions,
  signal: AbortSignal | undefined,
): Promise<ControlConnection> {
  const privilege = currentPrivilege();
  const child = privilege.prefix.length === 0 ? startDetached(options) : undefined;
  if (child === undefined) await startThroughSudo(options, privilege);
  const connection = await awaitSupervisor(options.folder, child, signal);
  connection.send({ type: 'own' });
  return connection;
}

async function startThroughSudo(options: SuperviseOptions, privilege: Privilege): Promise<void> {
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
