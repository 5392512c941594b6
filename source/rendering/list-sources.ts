import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import type { Fleet, Host, HostName } from '../fleet/model.ts';

/** A file under `templates/config/` and where it lands in a host's tree. */
export interface HostSource {
  /** Relative to `templates/config`, with `/`: the template's name. */
  readonly name: string;
  /** Relative to the host's tree. */
  readonly path: string;
  readonly isTemplate: boolean;
}

/** The folders of `templates/config`, read once for all hosts. */
export type SourceIndex = ReadonlyMap<string, readonly string[]>;

/** Folder of the templates, relative to the repository. */
export function templatesFolderOf(fleet: Pick<Fleet, 'settings'>): string {
  return fleet.settings?.templates ?? 'templates/config';
}

/** Reads the names of all files under the templates folder, by their first folder. */
export async function readSourceIndex(root: string, templatesFolder: string): Promise<SourceIndex> {
  const index = new Map<string, string[]>();
  for (const name of await listFiles(root, templatesFolder, '')) {
    const [group = '', ...rest] = name.split('/');
    if (rest.length === 0) continue;
    const names = index.get(group);
    if (names) names.push(name);
    else index.set(group, [name]);
  }
  return index;
}

async function listFiles(root: string, templatesFolder: string, prefix: string): Promise<string[]> {
  const folder = join(root, templatesFolder, prefix);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new OperatorError({
      ...toProblem(error),
      kind: 'templates-unreadable',
      message: 'The templates cannot be read.',
      place: { file: posix.join(templatesFolder, prefix) },
      answer: toProblem(error).message,
      hint: `A fleet keeps its templates in ${templatesFolder}/GROUP/…: create it, name the repository with --root, or set "templates" in peerdeck.yml.`,
    });
  });
  const names: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = posix.join(prefix, entry.name);
    if (entry.isDirectory()) names.push(...(await listFiles(root, templatesFolder, name)));
    else names.push(name);
  }
  return names;
}

/**
 * The sources of one host: the files of each of its groups, and the files of its own folder in the group, which
 * win. A folder of the group named like another host is that host's.
 */
export function listHostSources(
  fleet: Pick<Fleet, 'hosts' | 'settings'>,
  host: Host,
  index: SourceIndex,
): { readonly sources: readonly HostSource[]; readonly problems: readonly Problem[] } {
  const hostNames = new Set<string>(fleet.hosts.map((other) => other.name));
  const shared = new Map<string, HostSource>();
  const own = new Map<string, HostSource>();
  const problems: Problem[] = [];
  for (const group of host.groups) {
    for (const name of index.get(group) ?? []) {
      const inGroup = name.slice(group.length + 1);
      const first = inGroup.split('/', 1)[0] ?? '';
      const isHostFolder = hostNames.has(first) && inGroup.includes('/');
      if (isHostFolder && first !== host.name) continue;
      const source = makeSource(name, isHostFolder ? inGroup.slice(first.length + 1) : inGroup);
      const target = isHostFolder ? own : shared;
      const other = target.get(source.path);
      if (other && groupOf(other.name) === group)
        problems.push(describeClash(fleet, host.name, other, source));
      if (!other || !groupClashKeepsFirst(other, group)) target.set(source.path, source);
    }
  }
  const merged = new Map([...shared, ...own]);
  const sources = [...merged.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { sources, problems };
}

function makeSource(name: string, path: string): HostSource {
  const isTemplate = path.endsWith('.j2');
  return { name, path: isTemplate ? path.slice(0, -'.j2'.length) : path, isTemplate };
}

function groupOf(name: string): string {
  return name.split('/', 1)[0] ?? '';
}

function groupClashKeepsFirst(other: HostSource, group: string): boolean {
  return groupOf(other.name) === group && other.isTemplate;
}

function describeClash(
  fleet: Pick<Fleet, 'settings'>,
  host: HostName,
  one: HostSource,
  other: HostSource,
): Problem {
  return {
    kind: 'two-sources',
    message: `Two files make ${one.path}: ${one.name} and ${other.name}.`,
    host,
    place: { file: posix.join(templatesFolderOf(fleet), other.name) },
    hint: 'Keep one of them: the name with .j2 is rendered, the one without is copied.',
  };
}
