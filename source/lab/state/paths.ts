import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a lab's files lie, all below its own folder (mode 0700). */
export interface LabPaths {
  readonly folder: string;
  readonly record: string;
  readonly start: string;
  readonly control: string;
  readonly log: string;
  readonly access: string;
  readonly privateKey: string;
  readonly knownHosts: string;
  /** The lab's rendered trees: those of production stay in the repository. */
  readonly rendered: string;
}

/** The folder of all labs of this user: `$XDG_STATE_HOME/peerdeck/labs`, by default below `~/.local/state`. */
export function labsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_STATE_HOME: state } = environment;
  // The XDG specification has relative paths ignored.
  const base = state?.startsWith('/') ? state : join(environment['HOME'] ?? homedir(), '.local', 'state');
  return join(base, 'peerdeck', 'labs');
}

export function labPaths(folder: string): LabPaths {
  const access = join(folder, 'access');
  return {
    folder,
    record: join(folder, 'lab.json'),
    start: join(folder, 'topology.json'),
    control: join(folder, 'control.sock'),
    log: join(folder, 'supervisor.log'),
    access,
    privateKey: join(access, 'id_ed25519'),
    knownHosts: join(access, 'known_hosts'),
    rendered: join(folder, 'rendered'),
  };
}

/** The key files of one host of the lab. */
export function hostKeyFile(paths: LabPaths, host: string): string {
  return join(paths.access, 'hosts', host);
}
