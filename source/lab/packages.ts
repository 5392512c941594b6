import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/** A Debian package the lab needs, and the programs it is needed for. */
export interface NeededPackage {
  readonly name: string;
  readonly programs: readonly string[];
}

/** Where programs stand, also those that are not in an ordinary user's PATH. */
const programFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export const neededPackages: readonly NeededPackage[] = [
  { name: 'bird2', programs: ['bird', 'birdc'] },
  { name: 'wireguard-tools', programs: ['wg', 'wg-quick'] },
  { name: 'wireguard-go', programs: ['wireguard-go'] },
  { name: 'openssh-server', programs: ['sshd'] },
  { name: 'tini', programs: ['tini'] },
  { name: 'iproute2', programs: ['ip'] },
  { name: 'nftables', programs: ['nft'] },
  { name: 'sudo', programs: ['sudo'] },
  { name: 'netcat-openbsd', programs: ['nc.openbsd'] },
  { name: 'stayrtr', programs: ['stayrtr'] },
  { name: 'iputils-ping', programs: ['ping'] },
  { name: 'traceroute', programs: ['traceroute'] },
  { name: 'procps', programs: ['ps', 'sysctl'] },
  { name: 'busybox', programs: ['busybox'] },
  { name: 'util-linux', programs: ['setpriv', 'unshare', 'nsenter', 'pivot_root'] },
  { name: 'mount', programs: ['mount', 'umount'] },
  { name: 'tar', programs: ['tar'] },
];

/** What a lab with containers needs beyond that. */
export const containerPackages: readonly NeededPackage[] = [
  { name: 'docker.io', programs: ['dockerd', 'docker', 'containerd', 'runc'] },
];

/** The packages of which a program is missing here, whatever brought the others. */
export async function findMissingPackages(
  needed: readonly NeededPackage[] = neededPackages,
  folders: readonly string[] = programFolders,
): Promise<NeededPackage[]> {
  const found = await Promise.all(
    needed.map(async ({ name, programs }) => {
      const present = await Promise.all(programs.map((program) => isProgram(program, folders)));
      return { name, programs: programs.filter((_, index) => present[index] === false) };
    }),
  );
  return found.filter(({ programs }) => programs.length > 0);
}

/** The one line that installs packages without asking or starting more than it must. */
export function installLine(packages: readonly NeededPackage[]): string {
  return `apt-get install -y --no-install-recommends ${packages.map(({ name }) => name).join(' ')}`;
}

async function isProgram(program: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    if (await isExecutable(join(folder, program))) return true;
  }
  return false;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
