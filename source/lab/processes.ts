import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LabId, type LabIdParts, labIdVariable, parseLabId } from './lab-id.ts';

/** A process that bears a lab's mark. */
export interface LabProcess extends LabIdParts {
  readonly pid: number;
}

/** The lab id in the text of `/proc/PID/environ` (NUL between variables). */
export function findLabId(environment: string): LabId | undefined {
  const prefix = `${labIdVariable}=`;
  const entry = environment.split('\0').find((variable) => variable.startsWith(prefix));
  return entry === undefined ? undefined : parseLabId(entry.slice(prefix.length))?.id;
}

/** Start time of a process in clock ticks since boot, from the text of `/proc/PID/stat`; undefined for a zombie or a broken line. */
export function parseStartTime(stat: string): number | undefined {
  // The command stands in parentheses and may hold any character, also a closing one.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
  const startTime = Number(fields[19]);
  if (fields[0] === 'Z' || !Number.isInteger(startTime) || startTime <= 0) return undefined;
  return startTime;
}

/** Start time of a living process; together with the process id it is never reused. */
export async function readStartTime(pid: number): Promise<number | undefined> {
  return parseStartTime(await readProcessFile(pid, 'stat'));
}

/** Every process of this machine that bears a lab's mark, as far as we may read (root sees all). */
export async function listLabProcesses(): Promise<LabProcess[]> {
  return scanProcesses('environ', findLabId);
}

/** The supervisors of labs by their command lines, which anyone may read. */
export async function listSupervisors(): Promise<LabProcess[]> {
  return scanProcesses('cmdline', findSupervisedId);
}

/** The lab id in the text of a supervisor's `/proc/PID/cmdline` (NUL between words). */
export function findSupervisedId(commandLine: string): LabId | undefined {
  const words = commandLine.split('\0');
  const verb = words.indexOf('supervise');
  if (verb < 1 || words[verb - 1] !== 'lab') return undefined;
  const id = words[words.indexOf('--id', verb) + 1];
  return id === undefined ? undefined : parseLabId(id)?.id;
}

async function scanProcesses(
  file: 'environ' | 'cmdline',
  find: (text: string) => LabId | undefined,
): Promise<LabProcess[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid): Promise<LabProcess[]> => {
      const id = find(await readProcessFile(pid, file));
      const parts = id === undefined ? undefined : parseLabId(id);
      return parts ? [{ pid, ...parts }] : [];
    }),
  );
  return found.flat();
}

/** Ends all of a lab's processes but our own, and returns how many there were. Kills again until none is left or 5 s have passed. */
export async function killLabProcesses(matches: (process: LabProcess) => boolean): Promise<number> {
  const seen = new Set<number>();
  const limit = Date.now() + 5000;
  while (Date.now() < limit) {
    const left = (await listLabProcesses()).filter(({ pid }) => pid !== process.pid).filter(matches);
    if (left.length === 0) break;
    for (const { pid } of left) {
      seen.add(pid);
      signalProcess(pid, 'SIGKILL');
    }
    await sleep(20);
  }
  return seen.size;
}

/** Sends a signal; a process that is gone already is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** A file of /proc; empty where the process is gone or not ours to read. */
async function readProcessFile(pid: number, name: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${name}`, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) return '';
    throw error;
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
