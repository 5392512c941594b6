import { OperatorError, type Place } from '../basics/problem.ts';
import type { Settings } from './marks.ts';

export interface InventoryHost {
  readonly name: string;
  /** Variables set in the inventory files themselves. */
  readonly settings: Settings;
  /** The groups the host is listed in; ancestors are found through them. */
  readonly groups: Set<InventoryGroup>;
  /** The inventory file that named it first, absolute. */
  readonly source: string;
  readonly definedAt: Place;
}

export interface InventoryGroup {
  readonly name: string;
  readonly settings: Settings;
  readonly hosts: Set<InventoryHost>;
  readonly children: Set<InventoryGroup>;
  readonly parents: Set<InventoryGroup>;
  /** `ansible_group_priority`: orders groups of one depth; the default is 1. */
  priority: number;
}

/**
 * Hosts and groups as Ansible's inventory holds them: `all` and `ungrouped` always exist, files add to what the
 * files before them said.
 */
export class InventoryGraph {
  readonly groups = new Map<string, InventoryGroup>();
  readonly hosts = new Map<string, InventoryHost>();

  constructor() {
    this.addGroup('all');
    this.addGroup('ungrouped');
    this.addChild('all', 'ungrouped');
  }

  addGroup(name: string): InventoryGroup {
    const known = this.groups.get(name);
    if (known) return known;
    const group: InventoryGroup = {
      name,
      settings: new Map(),
      hosts: new Set(),
      children: new Set(),
      parents: new Set(),
      priority: 1,
    };
    this.groups.set(name, group);
    return group;
  }

  addHost(name: string, groupName: string, definedAt: Place, source: string): InventoryHost {
    const group = this.addGroup(groupName);
    const host = this.hosts.get(name) ?? {
      name,
      settings: new Map(),
      groups: new Set<InventoryGroup>(),
      source,
      definedAt,
    };
    this.hosts.set(name, host);
    group.hosts.add(host);
    host.groups.add(group);
    return host;
  }

  addChild(parentName: string, childName: string, place?: Place): void {
    const parent = this.addGroup(parentName);
    const child = this.addGroup(childName);
    if (parent === child || listAncestors(parent).has(child))
      throw describeLoop(parentName, childName, place);
    parent.children.add(child);
    child.parents.add(parent);
  }

  /** Puts what stands nowhere under `all` and `ungrouped`; called once after the last file. */
  settle(): void {
    const ungrouped = this.addGroup('ungrouped');
    for (const group of this.groups.values()) {
      if (group.name !== 'all' && group.parents.size === 0) this.addChild('all', group.name);
    }
    for (const host of this.hosts.values()) {
      const others = [...listHostGroups(host)].filter(({ name }) => name !== 'all' && name !== 'ungrouped');
      if (others.length > 0) {
        ungrouped.hosts.delete(host);
        host.groups.delete(ungrouped);
      } else {
        ungrouped.hosts.add(host);
        host.groups.add(ungrouped);
      }
    }
  }
}

/** The group and everything above it but the group itself. */
export function listAncestors(group: InventoryGroup): Set<InventoryGroup> {
  const found = new Set<InventoryGroup>();
  const waiting = [...group.parents];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...next.parents);
  }
  return found;
}

/** All groups of a host, `all` among them once the graph is settled. */
export function listHostGroups(host: InventoryHost): Set<InventoryGroup> {
  const found = new Set<InventoryGroup>();
  for (const group of host.groups) {
    for (const ancestor of listAncestors(group)) found.add(ancestor);
    found.add(group);
  }
  return found;
}

/** The hosts of a group and of all groups below it, the group's own first. */
export function listGroupHosts(group: InventoryGroup): InventoryHost[] {
  const seen = new Set<InventoryGroup>([group]);
  const hosts = new Set<InventoryHost>();
  // The set grows while it is walked: breadth first, parents before children.
  for (const next of seen) {
    for (const host of next.hosts) hosts.add(host);
    for (const child of next.children) seen.add(child);
  }
  return [...hosts];
}

/** The groups from the least to the most specific: by depth, then priority, then name. */
export function sortGroups(groups: Iterable<InventoryGroup>): InventoryGroup[] {
  const depths = new Map<InventoryGroup, number>();
  return [...groups].sort(
    (a, b) =>
      measureDepth(a, depths) - measureDepth(b, depths) ||
      a.priority - b.priority ||
      comparePoints(a.name, b.name),
  );
}

/** The longest way down from `all`. */
function measureDepth(group: InventoryGroup, known: Map<InventoryGroup, number>): number {
  const depth = known.get(group);
  if (depth !== undefined) return depth;
  const measured = Math.max(-1, ...[...group.parents].map((parent) => measureDepth(parent, known))) + 1;
  known.set(group, measured);
  return measured;
}

/** By code points, as Python orders text. */
export function comparePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function describeLoop(parent: string, child: string, place: Place | undefined): OperatorError {
  return new OperatorError({
    kind: 'inventory-invalid',
    message: `the group ${child} cannot be a child of ${parent}: ${parent} is ${parent === child ? 'the same group' : `itself below ${child}`}`,
    ...(place === undefined ? {} : { place }),
    attempted: 'to read the inventory',
  });
}
