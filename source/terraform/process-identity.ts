import { readFile } from 'node:fs/promises';

/** When a process started, in clock ticks since boot; undefined when it does not run, or without a `/proc`. */
export async function readStartTime(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const [state, ...fields] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  // A zombie has ended; field 22 of the line is the 19th after the state (proc(5)).
  return state === undefined || state === 'Z' ? undefined : fields[18];
}

/** Whether the pid is still the process that was recorded. */
export async function isSameProcess(pid: number, start: string | undefined): Promise<boolean> {
  if (start !== undefined) return (await readStartTime(pid)) === start;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
