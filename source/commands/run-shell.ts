import { execa } from 'execa';

const killDelay = 2000;

/**
 * Runs a shell command in a folder, telling what it writes as it comes; in a process group of its own, so that what it
 * started ends with it. Resolves with its exit code, undefined when it was stopped.
 */
export async function runShell(
  command: string,
  root: string,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<number | undefined> {
  const child = execa('sh', ['-c', command], {
    cwd: root,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
  });
  child.all.setEncoding('utf8').on('data', (text: string) => tell(text));
  const end = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  const stop = () => {
    end('SIGTERM');
    setTimeout(() => end('SIGKILL'), killDelay).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const { exitCode } = await child;
  signal.removeEventListener('abort', stop);
  return signal.aborted ? undefined : (exitCode ?? 1);
}
