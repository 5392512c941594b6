import { readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import type { Fleet, Host, HostName } from '../fleet/model.ts';
import { type JinjaEnvironment, TemplateError } from '../jinja/index.ts';
import {
  type HostSource,
  listHostSources,
  readSourceIndex,
  type SourceIndex,
  templatesFolderOf,
} from './list-sources.ts';
import { RenderCache } from './render-cache.ts';
import type { RenderedFile, RenderedTree } from './rendered-file.ts';
import { findSecretRanges } from './secret-ranges.ts';

const ordinaryMode = 0o600;
const executableMode = 0o700;

export interface RenderedFleet {
  readonly tree: RenderedTree;
  readonly problems: readonly Problem[];
}

/** What rendering one host needs, shared by all hosts. */
export interface Renderer {
  readonly fleet: Fleet;
  /** Relative to the repository. */
  readonly folder: string;
  readonly index: SourceIndex;
  readonly environment: JinjaEnvironment;
  readonly cache: RenderCache;
}

/** Reads the template folders and prepares the language; a cache that is kept makes the next time quick. */
export async function prepareRenderer(fleet: Fleet, cache = new RenderCache()): Promise<Renderer> {
  const folder = templatesFolderOf(fleet);
  cache.begin();
  return {
    fleet,
    folder,
    index: await readSourceIndex(fleet.root, folder),
    environment: cache.environment(join(fleet.root, folder)),
    cache,
  };
}

/** Renders every file of one host. A file that fails is a problem and is left out; the others are rendered. */
export function renderHost(
  renderer: Renderer,
  host: Host,
): { readonly files: readonly RenderedFile[]; readonly problems: readonly Problem[] } {
  const { sources, problems: clashes } = listHostSources(renderer.fleet, host, renderer.index);
  const files: RenderedFile[] = [];
  const problems: Problem[] = [...clashes];
  for (const source of sources) {
    try {
      files.push(renderSource(renderer, host, source));
    } catch (error) {
      problems.push(describeFailure(error, renderer.folder, host.name, source));
    }
  }
  return { files, problems };
}

/** Renders the hosts given, one after the other: the work is pure computation. */
export async function renderFleet(
  fleet: Fleet,
  hosts: readonly Host[] = fleet.hosts,
  cache?: RenderCache,
): Promise<RenderedFleet> {
  const renderer = await prepareRenderer(fleet, cache);
  const tree = new Map<HostName, readonly RenderedFile[]>();
  const problems: Problem[] = [];
  for (const host of hosts) {
    const rendered = renderHost(renderer, host);
    if (rendered.problems.length === 0) tree.set(host.name, rendered.files);
    problems.push(...rendered.problems);
  }
  return { tree, problems };
}

function renderSource(renderer: Renderer, host: Host, source: HostSource): RenderedFile {
  const { fleet, cache } = renderer;
  const name = posix.join(renderer.folder, source.name);
  const mode = chooseMode(join(fleet.root, name), source.path);
  const known = cache.find(fleet.root, host, source.path, name, mode);
  if (known !== undefined) return known;
  const file = source.isTemplate
    ? renderTemplate(renderer, host, source, name, mode)
    : copyFile(fleet.root, host, source, name, mode);
  cache.keep(fleet.root, host, file);
  return file;
}

function copyFile(root: string, host: Host, source: HostSource, name: string, mode: number): RenderedFile {
  const content = readFileSync(join(root, name));
  return {
    host: host.name,
    path: source.path,
    mode,
    content,
    source: name,
    inputs: [name],
    variables: [],
    secretRanges: [],
  };
}

function renderTemplate(
  renderer: Renderer,
  host: Host,
  source: HostSource,
  name: string,
  mode: number,
): RenderedFile {
  const { text, segments, templates, names } = renderer.environment.renderTraced(source.name, host.variables);
  return {
    host: host.name,
    path: source.path,
    mode,
    content: Buffer.from(text, 'utf8'),
    source: name,
    inputs: templates.map((template) => posix.join(renderer.folder, template)),
    variables: names,
    secretRanges: findSecretRanges(text, segments, renderer.fleet.origins),
    segments,
  };
}

function chooseMode(file: string, path: string): number {
  const isExecutable = path.endsWith('.sh') || (statSync(file).mode & 0o100) !== 0;
  return isExecutable ? executableMode : ordinaryMode;
}

const hints: Readonly<Record<string, string>> = {
  UndefinedError:
    'Set the variable in inventory/, networks/ or secrets/, give it a default in the template, or run peerdeck apply first where it is an output of Terraform.',
  TemplateSyntaxError: 'Correct the template at that line.',
  TemplateNotFound: 'Names of included templates are relative to the templates folder.',
};

function describeFailure(error: unknown, folder: string, host: HostName, source: HostSource): Problem {
  if (!(error instanceof TemplateError)) {
    const problem = error instanceof OperatorError ? error.problem : toProblem(error);
    return { place: { file: posix.join(folder, source.name) }, ...problem, host };
  }
  const hint = hints[error.kind];
  return {
    kind: error.kind === 'UndefinedError' ? 'undefined-variable' : 'template-failed',
    message: `${error.kind}: ${error.message}`,
    host,
    place: {
      file: posix.join(folder, error.template ?? source.name),
      ...(error.line === undefined ? {} : { line: error.line }),
    },
    attempted: `render ${source.path}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
