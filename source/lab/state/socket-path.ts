import { open } from 'node:fs/promises';
import { labPaths } from './paths.ts';

/** A path short enough for a UNIX socket (sun_path has 108 bytes), good until released. */
export interface SocketPath {
  readonly path: string;
  release(): Promise<void>;
}

const maxSocketPath = 100;

/** The control socket's path; one that is too long is reached through an open descriptor of its folder. */
export async function openSocketPath(folder: string): Promise<SocketPath> {
  const path = labPaths(folder).control;
  if (Buffer.byteLength(path) <= maxSocketPath) return { path, release: async () => {} };
  const handle = await open(folder, 'r');
  return { path: `/proc/self/fd/${handle.fd}/control.sock`, release: () => handle.close() };
}
