import { readdir, readFile } from 'node:fs/promises';

/** Processes that carry a lab's mark in their environment: `PID COMMAND`. */
export async function listLabProcesses(lab: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readProcess(pid, 'environ');
    if (!environment.split('\0').some((line) => line.startsWith(`PEERDECK_LAB_ID=${lab}:`))) continue;
    found.push(`${pid} ${(await readProcess(pid, 'cmdline')).replaceAll('\0', ' ')}`);
  }
  return found;
}

/** A process may end while it is read: then it says nothing. */
async function readProcess(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
