import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf } from '../../fleet/variable-files.ts';
import { hasInlineVaults } from '../../secrets/inline-vaults.ts';
import { isVault } from '../../secrets/vault.ts';
import { readVaultFile } from './vault-files.ts';

const folders: readonly string[] = ['inventory', 'group_vars', 'host_vars', 'networks', 'secrets'];

/** The files of a repository's variables that are vaults, or have inline vaults in them; relative to the root. */
export async function findVaults(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    if ((await kindOf(join(root, folder))) !== 'folder') continue;
    for (const entry of await readdir(join(root, folder), { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if ((await kindOf(path)) === 'file' && (await holdsVault(path)))
        found.push(path.slice(root.length + 1));
    }
  }
  return found.sort();
}

async function holdsVault(path: string): Promise<boolean> {
  const data = await readVaultFile(path);
  return isVault(data) || hasInlineVaults(data.toString('latin1'));
}
