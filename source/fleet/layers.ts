import { join } from 'node:path';
import { PyDict } from '../jinja/values.ts';
import { type InventoryGraph, listHostGroups, sortGroups } from './inventory-graph.ts';
import { Marks, readSettings, type Setter, type Settings } from './marks.ts';
import type { Origins } from './origins.ts';
import { listYamlFiles, type VariableFiles } from './variable-files.ts';

/** The variables of the files directly in a folder, such as `networks/`; a later file wins. */
export async function readFolderLayer(
  folder: string,
  kind: 'network' | 'secrets',
  files: VariableFiles,
  origins: Origins,
): Promise<Settings> {
  const layer: Settings = new Map();
  for (const path of await listYamlFiles(folder))
    addAll(layer, await readFileLayer(path, kind, files, origins));
  return layer;
}

/** The variables of one file. */
export async function readFileLayer(
  path: string,
  kind: 'network' | 'secrets' | 'lab',
  files: VariableFiles,
  origins: Origins,
): Promise<Settings> {
  const parsed = await files.readMapping(path);
  if (parsed === undefined) return new Map();
  const setter: Setter = { kind, setBy: parsed.file, secret: parsed.secret || kind === 'secrets' };
  return readSettings(parsed.value, parsed.marks, setter, parsed.file, origins);
}

/** Terraform's outputs of one host. */
export function makeOutputLayer(outputs: PyDict, sensitive: ReadonlySet<string>, origins: Origins): Settings {
  const layer: Settings = new Map();
  for (const [key, value] of outputs) {
    const secret = typeof key === 'string' && sensitive.has(key);
    const setter: Setter = { kind: 'terraform', setBy: `output ${String(key)}`, secret };
    const single = PyDict.from([[key, value]]);
    addAll(layer, readSettings(single, new Marks(), setter, join('terraform', 'terraform.tfstate'), origins));
  }
  return layer;
}

/** What a lab's inventory sets for a host: `all`, the host's groups there, then the host itself. */
export function listOverlayLayers(name: string, graph: InventoryGraph): Settings[] {
  const all = graph.addGroup('all').settings;
  const host = graph.hosts.get(name);
  if (host === undefined) return [all];
  const groups = sortGroups([...listHostGroups(host)].filter((group) => group.name !== 'all'));
  return [all, ...groups.map((group) => group.settings), host.settings];
}

function addAll(layer: Settings, settings: Settings): void {
  for (const [key, setting] of settings) layer.set(key, setting);
}
