import { type ChildProcess, spawn } from 'node:child_process';
import { OperatorError } from '../../basics/problem.ts';
import { sanitize } from '../../basics/sanitize.ts';

/** Arguments that make a child die with us, however we die. */
export const dieWithParent = ['setpriv', '--pdeathsig', 'KILL'] as const;

/** The network namespace that holds a lab's switches. */
export interface Fabric {
  /** Runs `ip -batch` there. Throws OperatorError with ip's own words. */
  run(batch: string): Promise<void>;
  end(): Promise<void>;
}

/** Makes the namespace; its one process waits for its input to end. */
export async function startFabric(environment: NodeJS.ProcessEnv): Promise<Fabric> {
  const [program, ...options] = dieWithParent;
  // Bridges need no addresses of their own: without IPv6 they stay silent.
  const script = 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6; echo ready; exec cat';
  const child = spawn(program, [...options, 'unshare', '-n', 'sh', '-c', script], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await waitForReady(child);
  return {
    run: (batch) => runBatch(environment, child.pid ?? 0, batch),
    end: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function waitForReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-2000);
    });
    child.stdout?.once('data', () => resolve());
    child.once('error', reject);
    child.once('close', () => reject(networkError('make a network namespace', words)));
  });
}

function runBatch(environment: NodeJS.ProcessEnv, pid: number, batch: string): Promise<void> {
  const [program, ...options] = dieWithParent;
  const child = spawn(program, [...options, 'nsenter', '-t', `${pid}`, '-n', 'ip', '-batch', '-'], {
    env: environment,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(networkError('connect the hosts to their switches', words)),
    );
    // ip ends at the first line it refuses; the rest of its input then goes nowhere, and its words tell why.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(batch);
  });
}

function networkError(attempted: string, words: string): OperatorError {
  return new OperatorError({
    kind: 'lab-network',
    message: 'the lab has no network',
    attempted,
    answer: sanitize(words.trim()),
  });
}
