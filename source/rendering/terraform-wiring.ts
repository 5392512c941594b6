import ipaddr from 'ipaddr.js';
import type { Problem } from '../basics/problem.ts';
import type { Fleet, Host, HostName } from '../fleet/model.ts';
import { splitShellWords } from '../fleet/shell-split.ts';
import { PyDict } from '../jinja/values.ts';
import { formatBlock, type HclAttribute, hclExpression, hclString } from './terraform-hcl.ts';
import type { ModuleInterface } from './terraform-interface.ts';

/** What the repository's `terraform/` has, apart from the wiring. */
export interface TerraformLayout {
  /** By folder below `terraform/modules/`. */
  readonly modules: ReadonlyMap<string, ModuleInterface>;
  /** What the root module's own files declare. */
  readonly root: ModuleInterface;
  /** Names of the hosts that have a file of their own, `terraform/HOST.tf`, written by hand. */
  readonly ownFiles: ReadonlySet<string>;
  /** `ssh_opts` that stood in the docker providers, for hosts whose inventory names none. */
  readonly sshOptions: readonly string[];
}

export interface WiringFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
}

export interface TerraformWiring {
  readonly files: readonly WiringFile[];
  readonly problems: readonly Problem[];
}

/** The first words of every generated file. */
export const wiringHeader = '# Generated from the inventory by `peerdeck render`: changes belong there.\n';

/**
 * The Terraform that follows from the inventory alone: a docker provider a host, and for each group with a module of
 * its name (`GROUP` or `GROUP-containers`) a module call a host; with a module `GROUP-server`, a local map
 * `GROUP_servers` of what its servers are made from. A lab's addresses are never written into it.
 */
export function generateTerraformWiring(fleet: Fleet, layout: TerraformLayout): TerraformWiring {
  if (fleet.mode.kind === 'lab') return { files: [], problems: [] };
  const groups = listGroups(fleet, layout);
  const wired = groups.filter((group) => group.module !== undefined || group.server !== undefined);
  const problems: Problem[] = [];
  const files = wired.map((group) => ({
    path: `terraform/${group.name}.tf`,
    content: wiringHeader + formatGroup(group, layout, problems),
  }));
  const reached = groups.filter((group) => group.hosts.length > 0);
  if (reached.length > 0) {
    const content = wiringHeader + reached.map((group) => formatProviders(group, layout, problems)).join('');
    files.unshift({ path: 'terraform/docker-providers.tf', content });
  }
  return { files, problems };
}

interface WiredGroup {
  readonly name: string;
  /** Hosts that containers are put on, by a module or by a file of their own. */
  readonly hosts: readonly Host[];
  readonly servers: readonly Host[];
  /** Folder of the module that each host without a file of its own gets. */
  readonly module: string | undefined;
  readonly server: string | undefined;
  readonly ownFiles: ReadonlySet<HostName>;
}

/** The template groups in the order of the inventory. */
function listGroups(fleet: Fleet, layout: TerraformLayout): WiredGroup[] {
  const names = [...new Set(fleet.hosts.map((host) => host.templateGroup))];
  return names.map((name) => {
    const members = fleet.hosts.filter((host) => host.templateGroup === name);
    const ownFiles = new Set(members.map((host) => host.name).filter((host) => layout.ownFiles.has(host)));
    const hasHostsLeft = ownFiles.size < members.length;
    const module = [name, `${name}-containers`].find((folder) => layout.modules.has(folder));
    const server = layout.modules.has(`${name}-server`) ? `${name}-server` : undefined;
    return {
      name,
      hosts: members.filter((host) => module !== undefined || ownFiles.has(host.name)),
      servers: members,
      module: hasHostsLeft ? module : undefined,
      server,
      ownFiles,
    };
  });
}

function formatProviders(group: WiredGroup, layout: TerraformLayout, problems: Problem[]): string {
  return group.hosts
    .map((host, index) => {
      const title = index === 0 ? `\n# ${group.name} servers\n` : '\n';
      const options = readSshOptions(host, problems) ?? layout.sshOptions;
      const attributes: HclAttribute[] = [
        { name: 'host', value: hclString(formatSshUrl(host)) },
        { name: 'alias', value: hclString(toIdentifier(host.name)) },
      ];
      if (options.length > 0)
        attributes.push({ name: 'ssh_opts', value: { kind: 'list', items: options.map(hclString) } });
      return title + formatBlock('provider', ['docker'], attributes);
    })
    .join('');
}

/** A host's name as Terraform can use it in a reference. */
function toIdentifier(name: string): string {
  const clean = name.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z_]/.test(clean) ? clean : `_${clean}`;
}

/** Without a user or a port, `ssh` takes them from its own configuration. */
function formatSshUrl(host: Host): string {
  const { address, port, user } = host.connection;
  const name = ipaddr.IPv6.isValid(address) ? `[${address}]` : address;
  return `ssh://${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}`;
}

/** `ansible_ssh_common_args` and the private key, as words for `ssh`. */
function readSshOptions(host: Host, problems: Problem[]): readonly string[] | undefined {
  const { commonArguments, privateKeyFile } = host.connection;
  if (commonArguments === undefined && privateKeyFile === undefined) return undefined;
  const split = splitShellWords(commonArguments ?? '');
  if (split.kind === 'invalid') problems.push(describeArguments(host, split.reason));
  const words = split.kind === 'words' ? split.words : [];
  return privateKeyFile === undefined ? words : [...words, '-i', privateKeyFile];
}

function describeArguments(host: Host, reason: string): Problem {
  return {
    kind: 'terraform-wiring',
    message: `ansible_ssh_common_args cannot be read: ${reason}.`,
    host: host.name,
    place: host.definedAt,
    attempted: 'generate the Terraform wiring',
    hint: 'Write it as on a command line of ssh.',
  };
}

function formatGroup(group: WiredGroup, layout: TerraformLayout, problems: Problem[]): string {
  const parts = group.server === undefined ? [] : [formatServers(group)];
  const { module } = group;
  if (module !== undefined) {
    const shared = listArguments(module, layout, problems);
    for (const host of group.hosts) {
      if (!group.ownFiles.has(host.name)) parts.push(formatModuleCall(group.name, module, host.name, shared));
    }
  }
  return parts.map((part) => `\n${part}`).join('');
}

function formatModuleCall(
  group: string,
  module: string,
  host: HostName,
  shared: readonly HclAttribute[],
): string {
  const providers: HclAttribute = { name: 'docker', value: hclExpression(`docker.${toIdentifier(host)}`) };
  return formatBlock(
    'module',
    [`${group}_${host}`],
    [
      { name: 'source', value: hclString(`./modules/${module}`) },
      { name: 'providers', value: { kind: 'object', entries: [providers] } },
      { name: 'hostname', value: hclString(host) },
      ...shared,
    ],
  );
}

/** What the module asks for beside its host: the root's variable or local of the same name. */
function listArguments(module: string, layout: TerraformLayout, problems: Problem[]): HclAttribute[] {
  const rootVariables = new Set(layout.root.variables.map((variable) => variable.name));
  const rootLocals = new Set(layout.root.locals);
  return (layout.modules.get(module)?.variables ?? []).flatMap(({ name, hasDefault }) => {
    if (name === 'hostname') return [];
    if (rootVariables.has(name)) return [{ name, value: hclExpression(`var.${name}`) }];
    if (rootLocals.has(name)) return [{ name, value: hclExpression(`local.${name}`) }];
    if (!hasDefault) problems.push(describeMissing(module, name));
    return [];
  });
}

function describeMissing(module: string, name: string): Problem {
  return {
    kind: 'terraform-wiring',
    message: `The module ${module} asks for ${name}, and the root module has no variable and no local of that name.`,
    place: { file: `terraform/modules/${module}` },
    attempted: 'generate the Terraform wiring',
    hint: `Declare variable "${name}" or a local ${name} in terraform/, or give the module's variable a default.`,
  };
}

function formatServers(group: WiredGroup): string {
  const entries = group.servers.map(
    (host): HclAttribute => ({
      name: host.name,
      quoted: true,
      value: { kind: 'object', entries: listServerFacts(group.name, host) },
    }),
  );
  return formatBlock('locals', [], [{ name: `${group.name}_servers`, value: { kind: 'object', entries } }]);
}

function listServerFacts(group: string, host: Host): HclAttribute[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['region', findRegion(group, host)],
    ['uniprobe0', findProbingPrefix(host)],
    ['ansible_host', host.connection.address],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [{ name, value: hclString(text) }]));
}

/** The host's own variable, or the letters of its name between group and number: `vltatl01` is in `atl`. */
function findRegion(group: string, host: Host): string | undefined {
  const own = host.variables.get('region');
  if (typeof own === 'string') return own;
  return host.name.startsWith(group) ? /^([a-z]+)\d+$/.exec(host.name.slice(group.length))?.[1] : undefined;
}

/** The prefix a probe sends from: of its variable `uniprobe0`, else from `network.probes`. */
function findProbingPrefix(host: Host): string | undefined {
  const own = host.variables.get('uniprobe0');
  const probe = lookUp(host.variables, ['network', 'probes', host.name, 'prefix']);
  const text = typeof own === 'string' ? own : probe;
  if (typeof text !== 'string') return undefined;
  return ipaddr.isValidCIDR(text) ? toNetwork(text) : text;
}

function toNetwork(text: string): string {
  const [address, length] = ipaddr.parseCIDR(text);
  const network =
    address.kind() === 'ipv6'
      ? ipaddr.IPv6.networkAddressFromCIDR(text)
      : ipaddr.IPv4.networkAddressFromCIDR(text);
  return `${network.toString()}/${length}`;
}

function lookUp(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((part, key) => (part instanceof PyDict ? part.get(key) : undefined), value);
}
