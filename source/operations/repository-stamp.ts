import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet, FleetOverlay } from '../fleet/model.ts';

/** What a fleet is read from, beside its templates. */
const parts = ['networks', 'secrets', 'group_vars', 'host_vars', 'peerdeck.yml', '.password', 'ansible.cfg'];

/**
 * Changes whenever a file that the fleet is read from does: so that a repository in which only templates were edited
 * is not read again.
 */
export function stampRepository(fleet: Fleet, overlay: FleetOverlay | undefined): string {
  const inventory = fleet.settings?.inventory ?? 'inventory';
  const paths = [inventory, ...parts].map((part) => join(fleet.root, part));
  const lab = overlay === undefined ? [] : [overlay.inventoryFile, overlay.secretsFile];
  return [...paths, ...lab].flatMap(stampPath).join('\n');
}

function stampPath(path: string): string[] {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return [];
  const own = `${path} ${stats.mtimeNs} ${stats.size} ${stats.ino}`;
  if (!stats.isDirectory()) return [own];
  return [own, ...listFolder(path).flatMap((entry) => stampPath(join(path, entry.name)))];
}

function listFolder(folder: string): readonly Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}
