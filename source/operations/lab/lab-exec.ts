import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { OperatorError } from '../../basics/problem.ts';
import { currentPrivilege } from '../../lab/client/privilege.ts';
import { enterWords } from '../../lab/enter.ts';
import { labStatus } from './lab-status.ts';

export interface LabExecOptions {
  readonly lab: string;
  readonly host: string;
  readonly command: readonly string[];
  /** Root where left out. */
  readonly user?: string;
  readonly signal?: AbortSignal;
  /** What the command reads; nothing where left out. */
  readonly stdin?: string;
}

export interface LabExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const maxOutput = 8 * 1024 * 1024;

/** Runs a command in a lab host, past its sshd, and keeps its output (8 MiB of each stream). Needs root, or sudo. */
export async function execInLab(options: LabExecOptions): Promise<LabExecResult> {
  const [command = '', ...words] = await enterCommand(options, undefined);
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'], signal: options.signal });
  // A command that ends without reading all of it is not at fault.
  child.stdin.on('error', () => undefined).end(options.stdin ?? '');
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      output[stream] = (output[stream] + chunk).slice(0, maxOutput);
    });
  }
  return { exitCode: await waitForExit(child), ...output };
}

/** The same on our own terminal: the exit code is all that comes back. Without a command it is a shell. */
export async function attachToLab(options: LabExecOptions): Promise<number> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY ? (process.env['TERM'] ?? 'dumb') : undefined;
  const [command = '', ...words] = await enterCommand(options, terminal);
  const child = spawn(command, words, { stdio: 'inherit' });
  return waitForExit(child);
}

async function enterCommand(options: LabExecOptions, terminal: string | undefined): Promise<string[]> {
  const { lab, host, user = 'root', command } = options;
  const status = await labStatus(lab);
  const found = status.hosts.find(({ name }) => name === host);
  if (status.state === 'stale' || found === undefined || found.pid === 0) {
    const names = status.hosts.map(({ name }) => name).join(', ');
    throw new OperatorError({
      kind: 'lab-unknown',
      message: found ? `${host} has ended` : `the lab ${lab} has no host ${host} now`,
      host,
      attempted: `run ${command[0] ?? 'a shell'} in it`,
      hint: names === '' ? `peerdeck lab up --name ${lab}` : `its hosts are ${names}`,
    });
  }
  const { prefix } = currentPrivilege();
  const words = enterWords({
    pid: found.pid,
    user,
    command: command.length > 0 ? command : ['bash', '-l'],
    ...(terminal === undefined ? {} : { terminal }),
  });
  return [...prefix, ...words];
}

function waitForExit(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
