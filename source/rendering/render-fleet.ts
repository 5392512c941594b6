import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import type { Fleet, Host, HostName } from '../fleet/model.ts';
import { createEnvironment, type JinjaEnvironment, TemplateError } from '../jinja/index.ts';
import {
  type HostSource,
  listHostSources,
  readSourceIndex,
  type SourceIndex,
  templatesFolderOf,
} from './list-sources.ts';
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
}

/** Reads the template folders and prepares the language. */
export async function prepareRenderer(fleet: Fleet): Promise<Renderer> {
  const folder = templatesFolderOf(fleet);
  return {
    fleet,
    folder,
    index: await readSourceIndex(fleet.root, folder),
    environment: createEnvironment({
      searchPath: join(fleet.root, folder),
      undefined: 'strict',
      ansibleFilters: true,
    }),
  };
}

/** Renders every file of one host. A file that fails is a problem and is left out; the others are rendered. */
export async function renderHost(
  renderer: Renderer,
  host: Host,
): Promise<{ readonly files: readonly RenderedFile[]; readonly problems: readonly Problem[] }> {
  const { sources, problems: clashes } = listHostSources(renderer.fleet, host, renderer.index);
  const files: RenderedFile[] = [];
  const problems: Problem[] = [...clashes];
  for (const source of sources) {
    try {
      files.push(await renderSource(renderer, host, source));
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
): Promise<RenderedFleet> {
  const renderer = await prepareRenderer(fleet);
  const tree = new Map<HostName, readonly RenderedFile[]>();
  const problems: Problem[] = [];
  for (const host of hosts) {
    const rendered = await renderHost(renderer, host);
    tree.set(host.name, rendered.files);
    problems.push(...rendered.problems);
  }
  return { tree, problems };
}

async function renderSource(renderer: Renderer, host: Host, source: HostSource): Promise<RenderedFile> {
  const file = join(renderer.fleet.root, renderer.folder, source.name);
  const mode = await chooseMode(file, source.path);
  const name = posix.join(renderer.folder, source.name);
  if (!source.isTemplate) {
    const content = await readFile(file);
    return {
      host: host.name,
      path: source.path,
      mode,
      content,
      source: name,
      inputs: [name],
      secretRanges: [],
    };
  }
  const { text, segments, templates } = renderer.environment.renderTraced(source.name, host.variables);
  return {
    host: host.name,
    path: source.path,
    mode,
    content: Buffer.from(text, 'utf8'),
    source: name,
    inputs: templates.map((template) => posix.join(renderer.folder, template)),
    secretRanges: findSecretRanges(text, segments, renderer.fleet.origins),
    segments,
  };
}

async function chooseMode(file: string, path: string): Promise<number> {
  const isExecutable = path.endsWith('.sh') || ((await stat(file)).mode & 0o100) !== 0;
  return isExecutable ? executableMode : ordinaryMode;
}

const hints: Readonly<Record<string, string>> = {
  UndefinedError:
    'Set the variable in inventory/, networks/ or secrets/, or give it a default in the template: {{ name | default(…) }}.',
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
