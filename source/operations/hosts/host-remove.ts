import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { Host } from '../../fleet/model.ts';
import { findNearest } from '../../fleet/nearest.ts';
import { renderFleet } from '../../rendering/render-fleet.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import { parseJson } from '../../terraform/json.ts';
import { readStateText } from '../containers/containers-state.ts';
import { readImageSources } from '../containers/image-pins.ts';
import type { FleetSession } from '../session.ts';
import { type Consequence, compareNeighbours, type HostChange } from './host-change.ts';
import { type EditedFleet, previewEdits } from './host-preview.ts';
import { type HostResource, type HostResourceKind, listHostResources } from './host-resources.ts';
import {
  findHostEntries,
  type HostEntry,
  type HostSource,
  listHostFiles,
  readHostSources,
  removeEntries,
} from './host-sources.ts';
import { readSource, type SourceEdit } from './source-edits.ts';

/** What taking a host out of the fleet edits, and all that follows. Changes nothing. Throws OperatorError. */
export async function planHostRemoval(
  session: FleetSession,
  name: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<HostChange> {
  const { fleet } = session;
  const host = requireHost(session, name);
  if (fleet.hosts.length === 1) {
    throw new OperatorError({ kind: 'refused', message: `${name} is the fleet's only host.`, host: name });
  }
  const sources = await readHostSources(fleet);
  const entries = findHostEntries(sources, name);
  if (!entries.some(({ kind }) => kind === 'host')) throw notInYaml(host);
  const known = [...removeEntries(sources, entries), ...(await listHostFiles(fleet, name, host.groups))];
  const { edits, after, emptied } = await previewWithoutBlanks(session, known);
  const neighbours = await compareNeighbours(session, name, after);
  const resources = await readResources(session, name, signal);
  const left = await listMentions(session, name, edits);
  return {
    action: 'remove',
    host: name,
    edits,
    neighbours: [...neighbours.keys()],
    after,
    resources,
    problems: after.problems,
    consequences: [
      ...listSpans(entries, sources, name),
      ...[...neighbours].map(
        ([neighbour, count]): Consequence => ({
          kind: 'neighbour',
          text: `${neighbour}: ${count} ${count === 1 ? 'file changes' : 'files change'}`,
        }),
      ),
      ...listOwnFiles(edits),
      ...describeResources(resources),
      ...after.terraform.map(
        (file): Consequence => ({ kind: 'terraform', text: `${file} is generated anew` }),
      ),
      {
        kind: 'secret',
        text: `secrets/ may hold keys and passwords of ${name}: peerdeck vault edit takes them out`,
      },
      ...left,
      ...emptied.map((text): Consequence => ({ kind: 'mention', text })),
      ...after.problems.map((problem): Consequence => ({ kind: 'problem', text: problem.message })),
    ],
  };
}

interface Preview {
  readonly edits: readonly SourceEdit[];
  readonly after: EditedFleet;
  /** Files that are left with nothing in them, and whose template others still need. */
  readonly emptied: readonly string[];
}

/**
 * The fleet after these edits. A template that has nothing to say any more to any host that it is for - such as that
 * of a tunnel's interface - goes too: an empty file would be delivered, and its service left as it was.
 */
async function previewWithoutBlanks(session: FleetSession, edits: readonly SourceEdit[]): Promise<Preview> {
  const first = await previewEdits(session, edits);
  const { tree } = await renderFleet(session.fleet, session.fleet.hosts, session.renderCache);
  const before = new Set(
    [...tree].flatMap(([host, files]) =>
      files.filter((file) => !isBlank(file)).map(({ path }) => `${host} ${path}`),
    ),
  );
  const blank = [...first.tree].flatMap(([host, files]) =>
    files
      .filter((file) => isBlank(file) && before.has(`${host} ${file.path}`))
      .map(({ path, source }) => ({ host, path, source })),
  );
  const needed = new Set(
    [...first.tree].flatMap(([, files]) =>
      files.filter((file) => !isBlank(file)).map(({ source }) => source),
    ),
  );
  const useless = [...new Set(blank.map(({ source }) => source))].filter((source) => !needed.has(source));
  const emptied = blank
    .filter(({ source }) => needed.has(source))
    .map(({ host, path, source }) => `${path} of ${host} is left empty (${source})`);
  if (useless.length === 0) return { edits, after: first, emptied };
  const { root } = session.fleet;
  const removals = await Promise.all(
    useless.map(
      async (file): Promise<SourceEdit> => ({ file, before: await readSource(root, file), after: undefined }),
    ),
  );
  const all = [...edits, ...removals.filter(({ before: text }) => text !== undefined)];
  return { edits: all, after: await previewEdits(session, all), emptied };
}

function isBlank({ content }: RenderedFile): boolean {
  return content.length < 4096 && content.toString('utf8').trim() === '';
}

function requireHost(session: FleetSession, name: string): Host {
  const found = session.fleet.hosts.find((host) => host.name === name);
  if (found) return found;
  const names = session.fleet.hosts.map((host) => host.name);
  const nearest = findNearest(name, names);
  throw new OperatorError({
    kind: 'usage',
    message: `There is no host ${sanitizeLine(name, 80)} in the inventory${nearest === undefined ? '' : `; do you mean ${nearest}?`}`,
    hint: '`peerdeck hosts` lists them.',
  });
}

function notInYaml({ name, definedAt }: Host): OperatorError {
  return new OperatorError({
    kind: 'source-uneditable',
    message: `${name} stands in no YAML file of the inventory under a group's hosts.`,
    host: name,
    place: definedAt,
    hint: 'Take it out by hand there; `peerdeck render` makes everything else anew.',
  });
}

function listSpans(
  entries: readonly HostEntry[],
  sources: readonly HostSource[],
  host: string,
): Consequence[] {
  return entries.flatMap(({ kind, path, file }): Consequence[] => {
    const place = `${file}: ${path.join('.')}`;
    if (kind === 'tunnel') return [{ kind: 'tunnel', text: `tunnel ${path.at(-1)} goes (${file})` }];
    if (kind === 'session') {
      const owner = path.at(-2);
      return [{ kind: 'session', text: `a session of ${owner} through a tunnel to ${host} goes (${place})` }];
    }
    if (kind === 'wiring' && path.at(-2) === 'sessions') {
      return [
        { kind: 'session', text: `the sessions of ${host} go (${file}${countIn(sources, file, host)})` },
      ];
    }
    return [{ kind: 'mention', text: `${place} goes` }];
  });
}

/** How many list items there are below the host's key, as far as a plain look tells. */
function countIn(sources: readonly HostSource[], file: string, host: string): string {
  const text = sources.find((source) => source.file === file)?.text ?? '';
  const block = new RegExp(`^( *)${host}:.*\\n((?:\\1 .*\\n?|\\s*\\n)*)`, 'm').exec(text)?.[2] ?? '';
  const indent = /^( *)- /m.exec(block)?.[1];
  const items =
    indent === undefined ? 0 : block.split('\n').filter((line) => line.startsWith(`${indent}- `)).length;
  return items === 0 ? '' : `: ${items}`;
}

function listOwnFiles(edits: readonly SourceEdit[]): Consequence[] {
  return edits
    .filter(({ after }) => after === undefined)
    .map(({ file }): Consequence => ({ kind: 'files', text: `${file} is removed` }));
}

const resourceWords: Readonly<
  Record<HostResourceKind, { readonly kind: Consequence['kind']; readonly word: string }>
> = {
  server: { kind: 'server', word: 'server' },
  dns: { kind: 'dns', word: 'DNS entry' },
  container: { kind: 'container', word: 'container' },
  other: { kind: 'resource', word: 'resource' },
};

function describeResources(resources: readonly HostResource[] | undefined): Consequence[] {
  if (resources === undefined) {
    return [{ kind: 'resource', text: "Terraform's state is not known: what it has of the host stays" }];
  }
  return resources.map(({ kind, address }) => ({
    kind: resourceWords[kind].kind,
    text: `${resourceWords[kind].word} ${address} is destroyed`,
  }));
}

async function readResources(
  session: FleetSession,
  name: string,
  signal: AbortSignal,
): Promise<readonly HostResource[] | undefined> {
  try {
    const text = await readStateText(session, signal);
    return text === '' ? [] : listHostResources(parseJson(text), session.fleet, name);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

/** Lines that name the host and stay, for a person to look at. */
async function listMentions(
  session: FleetSession,
  name: string,
  edits: readonly SourceEdit[],
): Promise<Consequence[]> {
  const edited = new Map(edits.map(({ file, after }) => [file, after]));
  const word = new RegExp(`(?<![A-Za-z0-9-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9-])`);
  const sources = await readImageSources(session.fleet.root);
  return sources.flatMap(({ file, text }) => {
    const left = edited.has(file) ? (edited.get(file) ?? '') : text;
    return left.split('\n').flatMap((line, index): Consequence[] => {
      if (!word.test(line)) return [];
      return [
        { kind: 'mention', text: `${file}:${index + 1} still names it: ${sanitizeLine(line.trim(), 100)}` },
      ];
    });
  });
}
