import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hostKeyFile, type LabPaths } from '../state/paths.ts';
import { writePrivate } from '../state/record.ts';
import type { LabTopology } from '../topology.ts';
import { generateOpensshKey } from './openssh-key.ts';

/** Makes the key that all login users of the lab accept. */
export async function makeLoginKey(paths: LabPaths, name: string): Promise<void> {
  await mkdir(paths.access, { recursive: true, mode: 0o700 });
  const key = generateOpensshKey(`peerdeck-lab-${name}`);
  await writePrivate(paths.privateKey, key.privateKey);
  await writePrivate(`${paths.privateKey}.pub`, `${key.publicKey} peerdeck-lab-${name}\n`);
}

/** Makes each host's own key, and the known hosts file that has them all. */
export async function makeHostKeys(paths: LabPaths, topology: LabTopology): Promise<void> {
  const known: string[] = [];
  for (const { name, reach } of topology.hosts) {
    const key = generateOpensshKey(name);
    const file = hostKeyFile(paths, name);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writePrivate(file, key.privateKey);
    if (reach) known.push(`[${reach.address}]:${reach.port} ${key.publicKey}\n`);
  }
  await writePrivate(paths.knownHosts, known.join(''));
}
