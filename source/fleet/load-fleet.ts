import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { OperatorError, type Problem } from '../basics/problem.ts';
import { PyDict } from '../jinja/values.ts';
import { makeBuiltins, makeGroupsVariable } from './builtins.ts';
import { readConnection } from './connection-settings.ts';
import { type AdjacentFiles, listInventoryLayers, readAdjacentFiles } from './group-variables.ts';
import { loadInventory } from './inventory.ts';
import {
  type InventoryGraph,
  type InventoryHost,
  listGroupHosts,
  listHostGroups,
  sortGroups,
} from './inventory-graph.ts';
import { listOverlayLayers, makeOutputLayer, readFileLayer, readFolderLayer } from './layers.ts';
import { applySettings, type Settings } from './marks.ts';
import type { Fleet, FleetMode, FleetOverlay, Group, GroupName, Host, HostName } from './model.ts';
import { Origins } from './origins.ts';
import { collectSecrets } from './secret-values.ts';
import { loadSettings } from './settings.ts';
import { listDeadPatterns } from './settings-hosts.ts';
import { kindOf, VariableFiles, type VaultPolicy } from './variable-files.ts';
import type { VaultPasswords } from './vault-access.ts';

export interface LoadFleetOptions {
  /** The repository: an absolute path, or one relative to the working folder. */
  readonly root: string;
  readonly mode: FleetMode;
  /** A lab's layers; with them the repository's own vaults stay closed. */
  readonly overlay?: FleetOverlay;
  readonly passwords: VaultPasswords;
  /** Leave out what stands in vaults; for those who only want to know which hosts there are. */
  readonly closed?: boolean;
  /** Terraform's outputs by host. */
  readonly terraformOutputs?: ReadonlyMap<string, PyDict>;
  /** Names of the outputs that Terraform calls sensitive. */
  readonly sensitiveOutputs?: ReadonlySet<string>;
}

/** Reads the repository once: inventory, variables, secrets. Throws OperatorError naming file and line. */
export async function loadFleet(options: LoadFleetOptions): Promise<Fleet> {
  const root = resolve(options.root);
  const origins = new Origins();
  const files = new VariableFiles(root, chooseVaultPolicy(root, options));
  const settings = await loadSettings(root);
  const inventory = join(root, settings.inventory);
  const { graph, problems } = await loadInventory(inventory, files, origins, false);
  const adjacent = await readAdjacentFiles(graph, inventory, root, files, origins);
  const shared = await readSharedLayers(root, options, files, origins);
  const templateFolders = await listFolders(join(root, settings.templates));
  const ordered = [...graph.hosts.values()];
  if (ordered.length === 0) throw describeEmptyInventory(files.nameFile(inventory), problems);
  const layers = new Map(
    ordered.map((host) => [host, listHostLayers(host, { graph, adjacent, shared, options, origins })]),
  );
  const secretValues = new Set<string>();
  // Layers are shared between hosts: each is looked through once.
  for (const layer of new Set([...layers.values()].flat())) collectSecrets(layer, origins, secretValues);
  const variables = composeAll(graph, layers, origins);
  const hosts = ordered.map((host) =>
    makeHost(host, variables.get(host) ?? new PyDict(), templateFolders, origins),
  );
  const groups = [...graph.groups.values()].map(makeGroup);
  const dead = listDeadPatterns({ hosts, groups }, settings);
  return {
    name: settings.name ?? basename(root),
    root,
    mode: options.mode,
    settings,
    hosts,
    groups,
    origins,
    secretValues,
    problems: [...problems, ...files.problems, ...shared.problems, ...dead],
  };
}

function chooseVaultPolicy(root: string, { overlay, passwords, closed }: LoadFleetOptions): VaultPolicy {
  if (overlay !== undefined || closed) return { kind: 'closed' };
  return { kind: 'open', reader: once(() => passwords.openRepository(root)) };
}

/** One answer for all who ask: a password is asked for once. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The layers that do not depend on the host, or are looked up by its name. */
interface SharedLayers {
  readonly networks: Settings;
  readonly secrets: Settings;
  readonly lab: InventoryGraph | undefined;
  readonly problems: readonly Problem[];
}

async function readSharedLayers(
  root: string,
  { overlay, passwords }: LoadFleetOptions,
  files: VariableFiles,
  origins: Origins,
): Promise<SharedLayers> {
  const networks = await readFolderLayer(join(root, 'networks'), 'network', files, origins);
  if (overlay === undefined) {
    const secrets = await readFolderLayer(join(root, 'secrets'), 'secrets', files, origins);
    return { networks, secrets, lab: undefined, problems: [] };
  }
  const reader = once(() => passwords.openWithFile(overlay.passwordFile));
  const labFiles = new VariableFiles(root, { kind: 'open', reader });
  const secrets = await readFileLayer(resolve(overlay.secretsFile), 'secrets', labFiles, origins);
  const { graph, problems } = await loadInventory(resolve(overlay.inventoryFile), labFiles, origins, true);
  return { networks, secrets, lab: graph, problems };
}

interface LayerSources {
  readonly graph: InventoryGraph;
  readonly adjacent: AdjacentFiles;
  readonly shared: SharedLayers;
  readonly options: LoadFleetOptions;
  readonly origins: Origins;
}

/** All layers of a host but the builtins, lowest first. */
function listHostLayers(
  host: InventoryHost,
  { graph, adjacent, shared, options, origins }: LayerSources,
): Settings[] {
  const outputs = options.terraformOutputs?.get(host.name) ?? new PyDict();
  return [
    shared.networks,
    ...listInventoryLayers(host, graph, adjacent),
    makeOutputLayer(outputs, options.sensitiveOutputs ?? new Set(), origins),
    shared.secrets,
    ...(shared.lab === undefined ? [] : listOverlayLayers(host.name, shared.lab)),
  ];
}

/** Every host's variables; `hostvars` shows each host those of all, without itself in them. */
function composeAll(
  graph: InventoryGraph,
  layers: ReadonlyMap<InventoryHost, readonly Settings[]>,
  origins: Origins,
): Map<InventoryHost, PyDict> {
  const groups = makeGroupsVariable(graph);
  const hostvars = new PyDict();
  const composed = new Map<InventoryHost, PyDict>();
  for (const [host, list] of layers) {
    const all = [...list, makeBuiltins(host, groups)];
    hostvars.set(host.name, compose(all, origins));
    const variables = compose(all, origins);
    const origin = { kind: 'builtin', setBy: 'inventory', place: host.definedAt, secret: false } as const;
    applySettings(variables, new Map([['hostvars', { value: hostvars, origin }]]), origins);
    composed.set(host, variables);
  }
  return composed;
}

function compose(layers: readonly Settings[], origins: Origins): PyDict {
  const variables = new PyDict();
  for (const layer of layers) applySettings(variables, layer, origins);
  return variables;
}

function makeHost(
  host: InventoryHost,
  variables: PyDict,
  templateFolders: ReadonlySet<string>,
  origins: Origins,
): Host {
  const groups = sortGroups(listHostGroups(host))
    .map((group) => group.name)
    .filter((name) => name !== 'all');
  const templateGroup = groups.findLast((name) => templateFolders.has(name)) ?? groups[0] ?? 'ungrouped';
  return {
    name: host.name as HostName,
    groups: groups as GroupName[],
    templateGroup: templateGroup as GroupName,
    connection: readConnection(host.name, variables, origins),
    variables,
    definedAt: host.definedAt,
  };
}

function makeGroup(group: Parameters<typeof listGroupHosts>[0]): Group {
  return {
    name: group.name as GroupName,
    hosts: listGroupHosts(group).map((host) => host.name as HostName),
    children: [...group.children].map((child) => child.name as GroupName),
  };
}

async function listFolders(folder: string): Promise<ReadonlySet<string>> {
  if ((await kindOf(folder)) !== 'folder') return new Set();
  const entries = await readdir(folder, { withFileTypes: true });
  return new Set(entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name));
}

function describeEmptyInventory(file: string, problems: readonly Problem[]): OperatorError {
  const [first] = problems;
  return new OperatorError({
    kind: 'inventory-empty',
    message: `The inventory names no host${first === undefined ? '' : `: ${first.message}`}`,
    place: first?.place ?? { file },
    attempted: 'read the inventory',
    hint: 'name at least one host under `hosts:` of a group',
  });
}
