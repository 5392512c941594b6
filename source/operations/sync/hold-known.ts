import type { Problem } from '../../basics/problem.ts';
import { findNearest } from '../../fleet/nearest.ts';
import { renderFleet } from '../../rendering/render-fleet.ts';
import type { FleetSession } from '../session.ts';
import type { HoldTarget } from './hold-change.ts';

/**
 * A warning where nothing that is rendered for the host goes by the path of a hold: a typing error, most likely. The
 * hold may stand all the same, for a file that comes later. Nothing is told where the host cannot be rendered.
 */
export async function warnOfUnknownPath(
  session: FleetSession,
  { host: name, path }: HoldTarget,
): Promise<Problem | undefined> {
  if (path === undefined) return undefined;
  const hosts = session.fleet.hosts.filter((host) => host.name === name);
  const { tree } = await renderFleet(session.fleet, hosts, session.renderCache);
  const files = tree.get(name)?.map((file) => file.path);
  if (files === undefined || isRendered(path, files)) return undefined;
  const nearest = findNearest(path, files);
  return {
    kind: 'hold-of-nothing',
    message: `no file that is rendered for ${name} is called ${path}, so this hold keeps nothing back`,
    host: name,
    hint:
      nearest === undefined
        ? 'the paths are those of `peerdeck render`, such as bird/bird.conf'
        : `do you mean ${nearest}? take this one away again: peerdeck release ${name}:${path}`,
  };
}

/** Whether a file or a folder is among rendered paths; of places on the host only those below `/etc` are known. */
export function isRendered(path: string, files: readonly string[]): boolean {
  if (path.startsWith('/') && !path.startsWith('/etc/')) return true;
  const held = path.replace(/^(~|\/etc)\//, '').replace(/\/+$/, '');
  return files.some((file) => file === held || file.startsWith(`${held}/`));
}
