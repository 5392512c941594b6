import { homedir } from 'node:os';
import { labsFolder } from '../state/paths.ts';

/** Hiding one of these would take a lab host's own system away. */
const systemFolders = new Set([
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/opt',
  '/proc',
  '/run',
  '/sbin',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/local',
  '/usr/share',
  '/var',
  '/var/lib',
]);

/** Folders of the operator that lab hosts find empty: the home, the repository, the labs' own state. */
export function listHidden(root: string, home = homedir(), labs = labsFolder()): string[] {
  return [...new Set([home, root, labs])].filter((path) => path.startsWith('/') && !systemFolders.has(path));
}
