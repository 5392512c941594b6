import { posix } from 'node:path';
import type { SeedFile } from '../topology.ts';

/** A rendered file, as far as a lab needs it. */
export interface RenderedSeed {
  /** Relative to the host's tree. */
  readonly path: string;
  /** Executable or not; who may read it depends on where it goes. */
  readonly mode: number;
  readonly content: Buffer;
  /** Where secrets are in it: none means that others may read it. */
  readonly secretRanges: readonly unknown[];
}

const systemdFile =
  /^systemd\/(?:[^/]+\.d\/[^/]+\.conf|[^/]+\.(?:service|timer|socket|path|mount|target|slice))$/;

type Placement = Omit<SeedFile, 'content'>;

/**
 * Where a rendered file lies on a host, whose it is and who reads it: as delivery puts it there, so that a new lab
 * has nothing to sync.
 */
export function placeSeed(file: RenderedSeed, user: string): SeedFile {
  return { ...(placeSystemFile(file) ?? placeInHome(file, user)), content: file.content };
}

const isExecutable = (mode: number): boolean => (mode & 0o100) !== 0;

function placeSystemFile({ path, mode }: RenderedSeed): Placement | undefined {
  const execute = isExecutable(mode);
  if (path.startsWith('bird/'))
    return { path: `/etc/${path}`, owner: 'root', group: 'bird', mode: execute ? 0o750 : 0o640 };
  if (path.startsWith('wireguard/'))
    return { path: `/etc/${path}`, owner: 'root', group: 'root', mode: execute ? 0o700 : 0o600 };
  if (systemdFile.test(path)) {
    const name = path.slice('systemd/'.length);
    return { path: `/etc/systemd/system/${name}`, owner: 'root', group: 'root', mode: 0o644 };
  }
  return undefined;
}

function placeInHome({ path, mode, secretRanges }: RenderedSeed, user: string): Placement {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  const isSecret = secretRanges.length > 0;
  const readable = isSecret ? 0o600 : 0o644;
  const execute = isSecret ? 0o100 : 0o111;
  return {
    path: posix.join(home, path),
    owner: user,
    group: user,
    mode: isExecutable(mode) ? readable | execute : readable,
  };
}
