import { dirname, join } from 'node:path';
import { type InventoryGraph, type InventoryHost, listHostGroups, sortGroups } from './inventory-graph.ts';
import { readSettings, type Settings } from './marks.ts';
import type { Origins } from './origins.ts';
import { findVariableFiles, kindOf, type VariableFiles } from './variable-files.ts';

/** The variables of `group_vars/` or `host_vars/` beside one inventory or root, by the group's or host's name. */
type AdjacentVariables = ReadonlyMap<string, Settings>;

/** What the files beside the inventory, and those at the repository's root, set. */
export interface AdjacentFiles {
  readonly groups: readonly AdjacentVariables[];
  readonly hosts: readonly AdjacentVariables[];
}

/** Reads `group_vars/` and `host_vars/` beside the inventory, then at the root, for all groups and hosts. */
export async function readAdjacentFiles(
  graph: InventoryGraph,
  inventory: string,
  root: string,
  files: VariableFiles,
  origins: Origins,
): Promise<AdjacentFiles> {
  const beside = (await kindOf(inventory)) === 'folder' ? inventory : dirname(inventory);
  const folders = beside === root ? [root] : [beside, root];
  const groups: AdjacentVariables[] = [];
  const hosts: AdjacentVariables[] = [];
  for (const folder of folders) {
    groups.push(await readNamed(join(folder, 'group_vars'), 'group', graph.groups.keys(), files, origins));
    hosts.push(await readNamed(join(folder, 'host_vars'), 'host', graph.hosts.keys(), files, origins));
  }
  return { groups, hosts };
}

async function readNamed(
  folder: string,
  kind: 'group' | 'host',
  names: Iterable<string>,
  files: VariableFiles,
  origins: Origins,
): Promise<AdjacentVariables> {
  const found = new Map<string, Settings>();
  if ((await kindOf(folder)) !== 'folder') return found;
  for (const name of names) {
    const settings: Settings = new Map();
    for (const path of await findVariableFiles(folder, name)) {
      const parsed = await files.readMapping(path);
      if (parsed === undefined) continue;
      const setter = { kind, setBy: name, secret: parsed.secret };
      for (const [key, setting] of readSettings(parsed.value, parsed.marks, setter, parsed.file, origins)) {
        settings.set(key, setting);
      }
    }
    if (settings.size > 0) found.set(name, settings);
  }
  return found;
}

/**
 * The layers of a host's variables from the inventory and the files beside it, lowest first, in Ansible's default
 * order: `all` of the inventory, its other groups, `group_vars/all`, the other `group_vars/`, then the host's own.
 */
export function listInventoryLayers(
  host: InventoryHost,
  graph: InventoryGraph,
  adjacent: AdjacentFiles,
): Settings[] {
  const groups = sortGroups([...listHostGroups(host)].filter(({ name }) => name !== 'all'));
  const all = graph.addGroup('all');
  const layers = [all.settings, ...groups.map((group) => group.settings)];
  for (const variables of adjacent.groups) layers.push(variables.get('all') ?? new Map());
  for (const variables of adjacent.groups) {
    for (const group of groups) layers.push(variables.get(group.name) ?? new Map());
  }
  layers.push(host.settings);
  for (const variables of adjacent.hosts) layers.push(variables.get(host.name) ?? new Map());
  return layers;
}
