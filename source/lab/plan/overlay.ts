import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { FleetOverlay, Host } from '../../fleet/model.ts';
import { encryptVault } from '../../secrets/vault.ts';
import type { LabAccess } from '../plan-contract.ts';
import { type ReachBlock, reachAddress, reachPort } from '../reach-block.ts';
import type { LabSecrets, PublicKeys } from './lab-secrets.ts';

/** Seconds, as BIRD's options of the same names take them; quick, so that a lab is up and mends in seconds. */
export const labBgpTimers = {
  connect_delay: 1,
  connect_retry: 3,
  error_wait: [1, 5],
  error_forget: 30,
  hold: 15,
} as const;

/** The login user where the inventory leaves it to `~/.ssh/config`. */
const defaultUser = 'operator';

export interface OverlayContent {
  readonly hosts: readonly Host[];
  readonly reachBlock: ReachBlock;
  readonly access: LabAccess;
  readonly publicKeys: PublicKeys;
}

/** Where the overlay of a lab lies: its own folder in the lab's. */
export function overlayIn(stateFolder: string): FleetOverlay {
  const folder = join(stateFolder, 'overlay');
  return {
    inventoryFile: join(folder, 'inventory.yml'),
    secretsFile: join(folder, 'secrets.yml'),
    passwordFile: join(folder, '.password'),
  };
}

/**
 * Writes the overlay in Ansible's own formats: an inventory that leads to the lab, and a vault with a password of its
 * own. Folder 0700, files 0600; a file is replaced whole or not at all.
 */
export async function writeOverlay(
  stateFolder: string,
  inventory: unknown,
  secrets: LabSecrets | Record<string, never>,
): Promise<FleetOverlay> {
  const overlay = overlayIn(stateFolder);
  const folder = join(stateFolder, 'overlay');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const password = randomBytes(32).toString('hex');
  await replaceFile(overlay.passwordFile, `${password}\n`);
  await replaceFile(overlay.secretsFile, encryptVault(stringify(secrets, { lineWidth: 0 }), password));
  await replaceFile(overlay.inventoryFile, stringify(inventory, { lineWidth: 0 }));
  return overlay;
}

/** The overlay's inventory: how each host is reached, and what differs from production. */
export function composeInventory(content: OverlayContent): unknown {
  const { hosts, reachBlock, access, publicKeys } = content;
  return {
    all: {
      vars: { bgp_timers: labBgpTimers, wireguard_public_keys: publicKeys },
      hosts: Object.fromEntries(
        hosts.map((host, index) => [
          host.name,
          {
            ansible_host: reachAddress(reachBlock, index + 1),
            ansible_port: reachPort,
            ansible_user: host.connection.user ?? defaultUser,
            ansible_ssh_private_key_file: access.privateKeyFile,
            ansible_ssh_common_args: sshArguments(access),
          },
        ]),
      ),
    },
  };
}

/** The operator's own configuration, keys and known hosts have no say in a lab. */
function sshArguments({ knownHostsFile }: LabAccess): string {
  const file = /^[\w@%+=:,./-]+$/.test(knownHostsFile)
    ? `UserKnownHostsFile=${knownHostsFile}`
    : `'UserKnownHostsFile="${knownHostsFile}"'`;
  return `-F /dev/null -o ${file} -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes`;
}

async function replaceFile(path: string, content: string): Promise<void> {
  const fresh = `${path}.new`;
  await writeFile(fresh, content, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, path);
}
