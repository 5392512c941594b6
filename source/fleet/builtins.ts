import { PyDict } from '../jinja/values.ts';
import {
  comparePoints,
  type InventoryGraph,
  type InventoryHost,
  listGroupHosts,
  listHostGroups,
} from './inventory-graph.ts';
import type { Setting, Settings } from './marks.ts';

/** Ansible's magic variable `groups`: every group's host names. One dict serves all hosts. */
export function makeGroupsVariable(graph: InventoryGraph): PyDict {
  const groups = new PyDict();
  for (const group of graph.groups.values()) {
    groups.set(
      group.name,
      listGroupHosts(group).map((host) => host.name),
    );
  }
  return groups;
}

/** The variables that say who a host is; nothing overrides them. */
export function makeBuiltins(host: InventoryHost, groups: PyDict): Settings {
  const names = [...listHostGroups(host)].map((group) => group.name).filter((name) => name !== 'all');
  const origin = { kind: 'builtin', setBy: 'inventory', place: host.definedAt, secret: false } as const;
  const isAddress = /^[0-9.]+$|:/.test(host.name);
  return new Map<unknown, Setting>([
    ['inventory_hostname', { value: host.name, origin }],
    ['inventory_hostname_short', { value: isAddress ? host.name : host.name.split('.')[0], origin }],
    ['group_names', { value: names.sort(comparePoints), origin }],
    ['groups', { value: groups, origin }],
  ]);
}
