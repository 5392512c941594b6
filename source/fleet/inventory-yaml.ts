import { OperatorError, type Place, type Problem } from '../basics/problem.ts';
import { PyDict, PyFloat } from '../jinja/values.ts';
import { expandHostPattern } from './host-address.ts';
import type { InventoryGraph, InventoryGroup } from './inventory-graph.ts';
import { type Marks, readSettings, type Setter, type Settings } from './marks.ts';
import type { Origins } from './origins.ts';

/** A parsed inventory file and what it is read into. */
export interface InventorySource {
  /** For messages and places. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly marks: Marks;
  readonly graph: InventoryGraph;
  readonly origins: Origins;
  /** What Ansible only warns about. */
  readonly problems: Problem[];
  /** The file was a vault as a whole. */
  readonly secret: boolean;
  /** An overlay's settings are the lab's. */
  readonly lab: boolean;
}

/** Adds a YAML inventory to the graph: top keys are groups with `hosts`, `children` and `vars`. */
export function addYamlInventory(data: PyDict, source: InventorySource): void {
  for (const [name, body] of data) addGroup(name, body, markOf(source, data, name), source);
}

const sections: readonly unknown[] = ['hosts', 'children', 'vars'];

function addGroup(
  name: unknown,
  body: unknown,
  place: Place,
  source: InventorySource,
): InventoryGroup | undefined {
  if (typeof name !== 'string' || name === '') {
    throw invalid(`the group name ${String(name)} is not text; quote it`, place);
  }
  if (body !== null && !(body instanceof PyDict)) {
    warn(`${name} is passed over: a group is a mapping of hosts, children and vars`, place, source);
    return source.graph.groups.get(name);
  }
  const group = source.graph.addGroup(name);
  if (body === null) return group;
  for (const [key, section] of body) {
    const at = markOf(source, body, key);
    if (!sections.includes(key)) {
      warn(
        `${String(key)} in the group ${name} is passed over: only hosts, children and vars have a meaning there`,
        at,
        source,
      );
      continue;
    }
    const entries = readSection(section, String(key), name, at);
    if (entries === null) continue;
    if (key === 'vars') setGroupVariables(group, entries, source);
    else if (key === 'children') addChildren(group, entries, at, source);
    else addHosts(group, entries, at, source);
  }
  return group;
}

/** A section's mapping; a lone string is one entry without a value. */
function readSection(section: unknown, key: string, group: string, place: Place): PyDict | null {
  if (section === null) return null;
  if (typeof section === 'string') return PyDict.from([[section, null]]);
  if (section instanceof PyDict) return section;
  throw invalid(
    `"${key}" of the group ${group} is not a mapping; write each entry as "name:" on a line of its own`,
    place,
  );
}

function addChildren(group: InventoryGroup, entries: PyDict, at: Place, source: InventorySource): void {
  for (const [name, body] of entries) {
    const place = source.marks.find(entries, name)?.place ?? at;
    const child = addGroup(name, body, place, source);
    if (child === undefined) throw invalid(`${String(name)} is not a known group`, place);
    source.graph.addChild(group.name, child.name, place);
  }
}

function addHosts(group: InventoryGroup, entries: PyDict, at: Place, source: InventorySource): void {
  for (const [pattern, body] of entries) {
    const place = source.marks.find(entries, pattern)?.place ?? at;
    if (typeof pattern !== 'string')
      throw invalid(`the host name ${String(pattern)} is not text; quote it`, place);
    const variables = isEmptyBody(body) ? new PyDict() : body;
    if (!(variables instanceof PyDict))
      throw invalid(`the variables of the host ${pattern} are not a mapping`, place);
    addNamedHosts(pattern, group.name, variables, place, source);
  }
}

function isEmptyBody(body: unknown): boolean {
  return (
    body === null || body === false || body === 0 || body === '' || (Array.isArray(body) && body.length === 0)
  );
}

/** The hosts a pattern names, with these variables; ports become `ansible_port` of hosts that are new. */
export function addNamedHosts(
  pattern: string,
  groupName: string,
  variables: PyDict,
  place: Place,
  source: InventorySource,
): void {
  const reading = expandHostPattern(pattern);
  if (reading.kind === 'invalid') throw invalid(reading.reason, place);
  for (const name of reading.names) {
    if (name === '') throw invalid('a host has an empty name', place);
    const isNew = !source.graph.hosts.has(name);
    const host = source.graph.addHost(name, groupName, place, source.path);
    const setter = makeSetter('host', name, source);
    if (isNew && reading.port !== undefined && reading.port !== 0) {
      const origin = { ...setter, place };
      host.settings.set('ansible_port', { value: reading.port, origin });
    }
    const namesake = source.graph.groups.get(name);
    if (namesake === undefined) {
      merge(host.settings, readSettings(variables, source.marks, setter, source.file, source.origins));
    } else {
      warn(`${name} is a host and a group; as in Ansible, its variables here are the group's`, place, source);
      setGroupVariables(namesake, variables, source);
    }
  }
}

/** Adds to a group's variables; `ansible_group_priority` orders groups and is no variable. */
export function setGroupVariables(group: InventoryGroup, variables: PyDict, source: InventorySource): void {
  const setter = makeSetter('group', group.name, source);
  const settings = readSettings(variables, source.marks, setter, source.file, source.origins);
  const priority = settings.get('ansible_group_priority');
  if (priority !== undefined) {
    settings.delete('ansible_group_priority');
    group.priority = readPriority(priority.value, group.name, priority.origin.place);
  }
  merge(group.settings, settings);
}

function readPriority(value: unknown, group: string, place: Place): number {
  const priority = typeof value === 'string' && /^\s*[-+]?[0-9]+\s*$/.test(value) ? Number(value) : value;
  if (typeof priority === 'number') return priority;
  if (typeof priority === 'boolean') return priority ? 1 : 0;
  if (value instanceof PyFloat && Number.isFinite(value.value)) return Math.trunc(value.value);
  throw invalid(`ansible_group_priority of the group ${group} is not a number`, place);
}

function makeSetter(kind: 'group' | 'host', name: string, source: InventorySource): Setter {
  return { kind: source.lab ? 'lab' : kind, setBy: name, secret: source.secret };
}

function merge(into: Settings, settings: Settings): void {
  for (const [key, setting] of settings) into.set(key, setting);
}

function markOf(source: InventorySource, container: object, key: unknown): Place {
  return source.marks.find(container, key)?.place ?? { file: source.file };
}

function warn(message: string, place: Place, source: InventorySource): void {
  source.problems.push({ kind: 'inventory-ignored', message, place });
}

export function invalid(message: string, place: Place): OperatorError {
  return new OperatorError({
    kind: 'inventory-invalid',
    message,
    place,
    attempted: `to read ${place.file} as an inventory`,
  });
}
