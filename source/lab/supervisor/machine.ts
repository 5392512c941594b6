import { readFile } from 'node:fs/promises';
import type { HostKeys, Machine } from '../host/seed.ts';
import { hostKeyFile, type LabPaths } from '../state/paths.ts';

/** The accounts of this machine, and what of it a lab host must not see. */
export async function readMachine(hidden: readonly string[], controlGroup: string): Promise<Machine> {
  const [passwd, group] = await Promise.all([
    readFile('/etc/passwd', 'utf8'),
    readFile('/etc/group', 'utf8'),
  ]);
  return { passwd, group, hidden, controlGroup };
}

export async function readHostKeys(paths: LabPaths, host: string): Promise<HostKeys> {
  const [hostKey, authorizedKey] = await Promise.all([
    readFile(hostKeyFile(paths, host), 'utf8'),
    readFile(`${paths.privateKey}.pub`, 'utf8'),
  ]);
  return { hostKey, authorizedKey };
}
