import type { Brand } from '../basics/brand.ts';
import type { Place, Problem } from '../basics/problem.ts';
import type { PyDict } from '../jinja/values.ts';
import type { Origins } from './origins.ts';
import type { FleetSettings } from './settings.ts';

export type HostName = Brand<string, 'HostName'>;
export type GroupName = Brand<string, 'GroupName'>;

/** Lab or production; nothing in between, and never guessed. */
export type FleetMode = { readonly kind: 'production' } | { readonly kind: 'lab'; readonly name: string };

/** How a host is reached, from Ansible's connection variables. Unset fields are left to `~/.ssh/config`. */
export interface ConnectionSettings {
  /** `ansible_host`, or the inventory name. */
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  readonly privateKeyFile?: string;
  /** `ansible_ssh_common_args`, as written. */
  readonly commonArguments?: string;
  /** `ansible_become_password` or `ansible_sudo_pass`, where a vault holds it. Never printed. */
  readonly becomePassword?: string;
}

export interface Host {
  readonly name: HostName;
  /** Every group the host is in, parents before children, without `all`. */
  readonly groups: readonly GroupName[];
  /** The group whose folder under `templates/config/` the host's files come from. */
  readonly templateGroup: GroupName;
  readonly connection: ConnectionSettings;
  /** Everything a template of this host sees, merged by precedence. */
  readonly variables: PyDict;
  readonly definedAt: Place;
}

export interface Group {
  readonly name: GroupName;
  readonly hosts: readonly HostName[];
  readonly children: readonly GroupName[];
}

/** The repository as data, read once. */
export interface Fleet {
  /** What the console shows: `name` of `peerdeck.yml`, or the root folder's name. */
  readonly name: string;
  /** Absolute path of the repository. */
  readonly root: string;
  readonly mode: FleetMode;
  readonly hosts: readonly Host[];
  readonly groups: readonly Group[];
  /** Where every variable was set: keyed by the container object and the key inside it. */
  readonly origins: Origins;
  /** Every secret value known, for redaction by value. */
  readonly secretValues: ReadonlySet<string>;
  /** `peerdeck.yml`, with its defaults. */
  readonly settings?: FleetSettings;
  /** What was passed over while reading, as Ansible passes over it, or left out of a lab. */
  readonly problems?: readonly Problem[];
}

/** Layers above the repository: a lab's addresses, keys and timers. Files in Ansible's own formats. */
export interface FleetOverlay {
  readonly inventoryFile: string;
  readonly secretsFile: string;
  readonly passwordFile: string;
}
