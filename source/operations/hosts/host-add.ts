import { isMap, parseDocument } from 'yaml';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { addToYaml, type YamlPath } from '../../fleet/edit-yaml.ts';
import { findNearest } from '../../fleet/nearest.ts';
import type { FleetSession } from '../session.ts';
import { type Consequence, compareNeighbours, type HostChange } from './host-change.ts';
import { previewEdits } from './host-preview.ts';
import { type HostSource, readHostSources } from './host-sources.ts';
import type { SourceEdit } from './source-edits.ts';

/** A host that is to come. */
export interface HostRequest {
  readonly name: string;
  /** The group of the inventory whose hosts it joins. */
  readonly group: string;
  /** `ansible_host`. */
  readonly address?: string;
  /** Its other variables: names, and values in YAML. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** Entries of other files that it needs, such as its loopback: `networks/network.yml`, `network.loopbacks.NAME`. */
  readonly wiring: readonly { readonly file: string; readonly path: YamlPath; readonly value: string }[];
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const addressPattern = /^[A-Za-z0-9:][A-Za-z0-9:._%-]{0,252}$/;
const variablePattern = /^[A-Za-z_]\w{0,99}$/;

/** What a new host edits in the repository, and all that follows. Changes nothing. Throws OperatorError. */
export async function planHostAddition(session: FleetSession, request: HostRequest): Promise<HostChange> {
  const { fleet } = session;
  const { name, group } = request;
  checkRequest(session, request);
  const sources = await readHostSources(fleet);
  const { source, path } = findGroup(session, sources, group);
  const entry = { text: writeEntry(request) };
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  texts.set(source.file, addToYaml(source.text, path, name, entry, source.file));
  for (const { file, path: place, value } of request.wiring) {
    const text = texts.get(file);
    const key = place.at(-1);
    if (text === undefined || key === undefined) throw unknownFile(file, sources);
    texts.set(file, addToYaml(text, place.slice(0, -1), String(key), { text: value }, file));
  }
  const edits = sources.flatMap(({ file, text }): SourceEdit[] =>
    texts.get(file) === text ? [] : [{ file, before: text, after: texts.get(file) }],
  );
  const after = await previewEdits(session, edits);
  const neighbours = await compareNeighbours(session, name, after);
  const own = [...after.tree].find(([host]) => host === name)?.[1] ?? [];
  return {
    action: 'add',
    host: name,
    edits,
    neighbours: [...neighbours.keys()],
    after,
    resources: [],
    problems: after.problems,
    consequences: [
      {
        kind: 'files',
        text: `${own.length} files are rendered for it${own.length === 0 ? '' : `: ${own.map((file) => file.path).join(', ')}`}`,
      },
      ...[...neighbours].map(
        ([neighbour, count]): Consequence => ({
          kind: 'neighbour',
          text: `${neighbour}: ${count} ${count === 1 ? 'file changes' : 'files change'}`,
        }),
      ),
      ...after.terraform.map(
        (file): Consequence => ({ kind: 'terraform', text: `${file} is generated anew` }),
      ),
      ...after.problems.map((problem): Consequence => ({ kind: 'problem', text: problem.message })),
    ],
  };
}

function checkRequest({ fleet }: FleetSession, { name, address, variables }: HostRequest): void {
  const refuse = (message: string, hint?: string) =>
    new OperatorError({ kind: 'usage', message, ...(hint !== undefined && { hint }) });
  const shown = sanitizeLine(name, 80);
  if (!namePattern.test(name) || ['all', 'ungrouped', 'hosts', 'children', 'vars'].includes(name)) {
    throw refuse(
      `${shown} cannot name a host.`,
      'Letters, digits, points, hyphens and underscores; a letter or digit first.',
    );
  }
  if (fleet.hosts.some((host) => host.name === name)) throw refuse(`There is a host ${shown} already.`);
  if (fleet.groups.some((group) => group.name === name))
    throw refuse(`There is a group ${shown}: a host of that name would be mistaken for it.`);
  if (address !== undefined && !addressPattern.test(address))
    throw refuse(`${sanitizeLine(address, 80)} is no address.`);
  const taken = fleet.hosts.find((host) => address !== undefined && host.connection.address === address);
  if (taken) throw refuse(`${address} is the address of ${taken.name}.`);
  for (const { name: variable, value } of variables) {
    if (!variablePattern.test(variable))
      throw refuse(`${sanitizeLine(variable, 80)} cannot name a variable.`);
    const [error] = parseDocument(value).errors;
    if (error) throw refuse(`The value of ${variable} is no YAML: ${error.message.split('\n', 1)[0]}`);
  }
}

function writeEntry({ address, variables }: HostRequest): string {
  const lines = [
    ...(address === undefined ? [] : [`ansible_host: ${address.includes(':') ? `'${address}'` : address}`]),
    ...variables.map(({ name, value }) => writeVariable(name, value)),
  ];
  return lines.length === 0 ? '{}' : lines.join('\n');
}

function writeVariable(name: string, value: string): string {
  const lines = value.trimEnd().split('\n');
  return lines.length === 1
    ? `${name}: ${lines[0]}`
    : [`${name}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Where a group's hosts are written. */
function findGroup(
  { fleet }: FleetSession,
  sources: readonly HostSource[],
  group: string,
): { readonly source: HostSource; readonly path: YamlPath } {
  const inventory = fleet.settings?.inventory ?? 'inventory';
  const places = sources
    .filter(({ file }) => file === inventory || file.startsWith(`${inventory}/`))
    .flatMap((source) =>
      listGroupPaths(parseDocument(source.text).contents, group, [], 0).map((path) => ({ source, path })),
    );
  const withHosts = places.find(({ source, path }) =>
    isMap(parseDocument(source.text).getIn([...path, 'hosts'], true)),
  );
  const chosen = withHosts ?? places[0];
  if (chosen) return { source: chosen.source, path: [...chosen.path, 'hosts'] };
  const names = fleet.groups.map(({ name }) => name).filter((name) => name !== 'all');
  const nearest = findNearest(group, names);
  throw new OperatorError({
    kind: 'usage',
    message: `No YAML file of the inventory has a group ${sanitizeLine(group, 80)}${nearest === undefined ? '' : `; do you mean ${nearest}?`}`,
    hint: `Groups: ${names.join(', ')}.`,
  });
}

function listGroupPaths(node: unknown, group: string, path: YamlPath, depth: number): YamlPath[] {
  if (!isMap(node) || depth > 16) return [];
  return node.items.flatMap((pair) => {
    const name = String(pair.key);
    const here = [...path, name];
    const found = name === group && isMap(pair.value) ? [here] : [];
    const children = isMap(pair.value) ? pair.value.get('children', true) : undefined;
    return [...found, ...listGroupPaths(children, group, [...here, 'children'], depth + 1)];
  });
}

function unknownFile(file: string, sources: readonly HostSource[]): OperatorError {
  return new OperatorError({
    kind: 'usage',
    message: `${sanitizeLine(file, 200)} is no file that wiring is written in.`,
    hint: `Files: ${sources.map((source) => source.file).join(', ')}.`,
  });
}
