import { OperatorError } from '../../basics/problem.ts';
import { bootScript } from '../scripts/boot.ts';
import { imageScript } from '../scripts/engine.ts';
import { journalctlScript, systemctlScript } from '../scripts/systemctl.ts';
import { unitsScript } from '../scripts/units.ts';
import type { LabHostSpec } from '../topology.ts';
import { type Accounts, buildAccounts } from './accounts.ts';
import { type ArchiveEntry, buildArchive } from './archive.ts';
import { planNetwork } from './network.ts';
import { birdEnvironment, hostsFile, nameSwitch, sshdConfig, sudoers, sudoPam } from './system-files.ts';

/** The running system, as far as a lab host takes after it. */
export interface Machine {
  readonly passwd: string;
  readonly group: string;
  /** Folders of this machine's people beyond /root and /home, and others a lab host must not see. */
  readonly hidden: readonly string[];
  /** The control group of this lab's containers. */
  readonly controlGroup: string;
}

/** Keys of the lab for one host. */
export interface HostKeys {
  /** OpenSSH private key file of the host. */
  readonly hostKey: string;
  /** One line for `authorized_keys`. */
  readonly authorizedKey: string;
}

/** Folders that begin empty on a lab host, whatever this machine has in them: homes, keys, logs, configuration of its own. */
const freshFolders: readonly { path: string; mode: number; owner?: string }[] = [
  { path: '/root', mode: 0o700 },
  { path: '/home', mode: 0o755 },
  { path: '/srv', mode: 0o755 },
  { path: '/mnt', mode: 0o755 },
  { path: '/media', mode: 0o755 },
  { path: '/run', mode: 0o755 },
  { path: '/tmp', mode: 0o1777 },
  { path: '/var/tmp', mode: 0o1777 },
  { path: '/var/log', mode: 0o755 },
  { path: '/var/mail', mode: 0o755 },
  { path: '/var/spool', mode: 0o755 },
  { path: '/var/lib/peerdeck', mode: 0o755 },
  { path: '/etc/bird', mode: 0o750, owner: 'bird' },
  { path: '/etc/wireguard', mode: 0o700 },
  { path: '/etc/ssh', mode: 0o755 },
  { path: '/etc/sudoers.d', mode: 0o750 },
  { path: '/etc/systemd/system', mode: 0o755 },
  { path: '/etc/ssl/private', mode: 0o700 },
  { path: '/etc/letsencrypt', mode: 0o755 },
  { path: '/etc/stayrtr', mode: 0o755 },
  { path: '/etc/docker', mode: 0o755 },
  { path: '/var/lib/docker', mode: 0o710 },
];

const deviceNodes: readonly [string, number, number][] = [
  ['/dev/null', 1, 3],
  ['/dev/zero', 1, 5],
  ['/dev/full', 1, 7],
  ['/dev/random', 1, 8],
  ['/dev/urandom', 1, 9],
  ['/dev/tty', 5, 0],
  ['/dev/net/tun', 10, 200],
];

const deviceLinks: readonly [string, string][] = [
  ['/dev/ptmx', 'pts/ptmx'],
  ['/dev/fd', '/proc/self/fd'],
  ['/dev/stdin', '/proc/self/fd/0'],
  ['/dev/stdout', '/proc/self/fd/1'],
  ['/dev/stderr', '/proc/self/fd/2'],
];

/** A host without an engine has none of its programs either, whatever this machine has. */
const enginePrograms = [
  '/usr/bin/docker',
  '/usr/local/bin/docker',
  '/usr/sbin/dockerd',
  '/usr/local/bin/dockerd',
];

/** The archive that makes a copy of the running system into this lab host. */
export function buildSeed(spec: LabHostSpec, machine: Machine, keys: HostKeys): Buffer {
  const accounts = buildAccounts(machine.passwd, machine.group, spec.user);
  return buildArchive([
    ...listFolders(spec, machine, accounts),
    ...listDevices(),
    ...listSystemFiles(spec, accounts, keys),
    ...listLabFiles(spec),
    ...listEngineFiles(spec, machine),
    ...spec.files.map(
      (file): ArchiveEntry => ({
        kind: 'file',
        path: file.path,
        mode: file.mode,
        user: findId(accounts.users, file.owner, spec, file.path),
        group: findId(accounts.groups, file.group, spec, file.path),
        content: file.content,
      }),
    ),
  ]);
}

function listFolders(spec: LabHostSpec, machine: Machine, accounts: Accounts): ArchiveEntry[] {
  const fresh = freshFolders.map(({ path, mode, owner = 'root' }) => ({
    kind: 'folder' as const,
    path,
    mode,
    user: accounts.users.get(owner) ?? 0,
    group: accounts.groups.get(owner) ?? 0,
    opaque: true,
  }));
  const hidden = machine.hidden
    .filter(
      (path) => !freshFolders.some((folder) => path === folder.path || path.startsWith(`${folder.path}/`)),
    )
    .map((path) => ({ ...rootFolder(path, 0o700), opaque: true }));
  const { user, group, home } = accounts.login;
  const homes = [home, `${home}/.ssh`].map((path) => ({ ...rootFolder(path, 0o700), user, group }));
  const parents = listParents(spec).map((path) => ({
    ...rootFolder(path, 0o755),
    ...(path.startsWith(`${home}/`) ? { user, group } : {}),
  }));
  const known = new Set([...fresh, ...hidden, ...homes].map((entry) => entry.path));
  return [...fresh, ...hidden, ...homes, ...parents.filter((entry) => !known.has(entry.path))];
}

/** Folders below the fresh ones that a seed file needs; others exist on the running system and keep their owner. */
function listParents(spec: LabHostSpec): string[] {
  const parents = new Set<string>();
  for (const { path } of spec.files) {
    const root = freshFolders.find((folder) => path.startsWith(`${folder.path}/`))?.path;
    if (root === undefined) continue;
    const names = path
      .slice(root.length + 1)
      .split('/')
      .slice(0, -1);
    for (const index of names.keys()) parents.add([root, ...names.slice(0, index + 1)].join('/'));
  }
  return [...parents];
}

function listDevices(): ArchiveEntry[] {
  return [
    { ...rootFolder('/dev', 0o755), opaque: true },
    ...['/dev/pts', '/dev/net'].map((path) => rootFolder(path, 0o755)),
    rootFolder('/dev/shm', 0o1777),
    ...deviceNodes.map(
      ([path, major, minor]): ArchiveEntry => ({
        kind: 'device',
        path,
        mode: 0o666,
        user: 0,
        group: 0,
        major,
        minor,
      }),
    ),
    ...deviceLinks.map(
      ([path, target]): ArchiveEntry => ({
        kind: 'link',
        path,
        mode: 0o777,
        user: 0,
        group: 0,
        target,
      }),
    ),
  ];
}

function listSystemFiles(spec: LabHostSpec, accounts: Accounts, keys: HostKeys): ArchiveEntry[] {
  const { user, group, home } = accounts.login;
  const shadowGroup = accounts.groups.get('shadow') ?? 0;
  return [
    rootFile('/etc/passwd', 0o644, accounts.passwd),
    rootFile('/etc/group', 0o644, accounts.group),
    { ...rootFile('/etc/shadow', 0o640, accounts.shadow), group: shadowGroup },
    rootFile('/etc/hostname', 0o644, `${spec.name}\n`),
    rootFile('/etc/hosts', 0o644, hostsFile(spec.name)),
    rootFile('/etc/resolv.conf', 0o644, ''),
    rootFile('/etc/nsswitch.conf', 0o644, nameSwitch),
    rootFile('/etc/sudoers', 0o440, sudoers),
    rootFile('/etc/sudoers.d/lab', 0o440, `${spec.user} ALL=(ALL:ALL) NOPASSWD: ALL\n`),
    rootFile('/etc/pam.d/sudo', 0o644, sudoPam),
    rootFile('/etc/ssh/sshd_config', 0o644, sshdConfig),
    rootFile('/etc/ssh/ssh_host_ed25519_key', 0o600, keys.hostKey),
    rootFile('/etc/bird/envvars', 0o644, birdEnvironment),
    { ...rootFile(`${home}/.ssh/authorized_keys`, 0o600, keys.authorizedKey), user, group },
    rootFile('/usr/bin/systemctl', 0o755, systemctlScript),
    rootFile('/usr/bin/journalctl', 0o755, journalctlScript),
  ];
}

/** The lab's own folder on a host: its boot script and what that reads. */
function listLabFiles(spec: LabHostSpec): ArchiveEntry[] {
  const plan = planNetwork(spec);
  const late = [
    spec.services.includes('bird') ? 'bird' : '',
    spec.services.includes('docker') ? 'docker' : '',
  ];
  const early = [
    spec.services.includes('sshd') ? 'ssh' : '',
    spec.services.includes('stayrtr') ? 'stayrtr' : '',
  ];
  const services = [
    `early='${early.join(' ')}'`,
    `late='${late.join(' ')}'`,
    `tunnels='${spec.services.includes('wireguard') ? spec.tunnels.join(' ') : ''}'`,
    `settings='${plan.settings.join('\n')}'`,
  ];
  return [
    rootFolder('/usr/lib/lab', 0o755),
    rootFile('/usr/lib/lab/boot', 0o755, bootScript),
    rootFile('/usr/lib/lab/units', 0o644, unitsScript),
    rootFile('/usr/lib/lab/network', 0o644, plan.network),
    rootFile('/usr/lib/lab/routes', 0o644, plan.routes),
    rootFile('/usr/lib/lab/services', 0o644, `${services.join('\n')}\n`),
  ];
}

function listEngineFiles(spec: LabHostSpec, machine: Machine): ArchiveEntry[] {
  if (!spec.services.includes('docker')) {
    // In an overlay's upper folder this hides what is below.
    return enginePrograms.map((path) => ({
      kind: 'device',
      path,
      mode: 0,
      user: 0,
      group: 0,
      major: 0,
      minor: 0,
    }));
  }
  const parent = `${machine.controlGroup}/${spec.name}`;
  return [
    rootFile('/usr/lib/lab/engine', 0o644, `engine_parent='${parent}'\n`),
    rootFile('/usr/lib/lab/images', 0o644, (spec.images ?? []).map((name) => `${name}\n`).join('')),
    rootFile('/usr/local/bin/lab-image', 0o755, imageScript),
  ];
}

function rootFolder(path: string, mode: number): ArchiveEntry & { kind: 'folder' } {
  return { kind: 'folder', path, mode, user: 0, group: 0, opaque: false };
}

function rootFile(path: string, mode: number, content: string): ArchiveEntry & { kind: 'file' } {
  return { kind: 'file', path, mode, user: 0, group: 0, content };
}

function findId(ids: ReadonlyMap<string, number>, name: string, spec: LabHostSpec, path: string): number {
  const id = ids.get(name);
  if (id !== undefined) return id;
  throw new OperatorError({
    kind: 'lab-topology',
    message: `lab host ${spec.name}: ${path} belongs to "${name}", which the host does not have`,
    host: spec.name,
    attempted: 'build the lab',
  });
}
