import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type Problem, toProblem } from '../basics/problem.ts';
import type { Fleet, Host } from '../fleet/model.ts';
import { createEnvironment, type JinjaEnvironment, TemplateError } from '../jinja/index.ts';
import { PyDict } from '../jinja/values.ts';
import { findSecretRanges } from './secret-ranges.ts';

export interface RenderedTerraform {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
  readonly isSecret: boolean;
}

const folder = 'templates/terraform';
const suffix = '.j2';

/**
 * Renders `templates/terraform/*.j2` into `terraform/`. A template named as a group (`vlt.tf.j2`) makes a file of
 * each of its hosts, `terraform/HOST.tf`, with the host's variables; any other makes one file, with the variables
 * that belong to no host: those of `secrets/` and `networks/`, `groups` and `hostvars`.
 */
export async function renderTerraformTemplates(fleet: Fleet): Promise<{
  readonly files: readonly RenderedTerraform[];
  readonly problems: readonly Problem[];
}> {
  const names = await listTemplates(join(fleet.root, folder));
  const files: RenderedTerraform[] = [];
  const problems: Problem[] = [];
  if (names.length === 0) return { files, problems };
  const environment = createEnvironment({
    searchPath: join(fleet.root, folder),
    undefined: 'strict',
    ansibleFilters: true,
  });
  for (const name of names) {
    for (const { path, variables } of listTargets(fleet, name)) {
      try {
        files.push(renderOne(environment, fleet, name, path, variables));
      } catch (error) {
        problems.push(describeFailure(error, name, path));
      }
    }
  }
  return { files, problems };
}

interface Target {
  readonly path: string;
  readonly variables: PyDict;
}

function listTargets(fleet: Fleet, name: string): Target[] {
  const target = name.slice(0, -suffix.length);
  const group = target.endsWith('.tf') ? target.slice(0, -'.tf'.length) : undefined;
  const hosts = fleet.hosts.filter((host) => host.templateGroup === group);
  if (hosts.length === 0) return [{ path: `terraform/${target}`, variables: selectShared(fleet) }];
  return hosts.map((host) => ({ path: `terraform/${host.name}.tf`, variables: host.variables }));
}

const sharedNames: ReadonlySet<unknown> = new Set(['groups', 'hostvars']);

/** The variables that are the same for every host by where they come from. */
function selectShared(fleet: Fleet): PyDict {
  const [host]: readonly (Host | undefined)[] = fleet.hosts;
  const shared = new PyDict();
  if (host === undefined) return shared;
  for (const [key, value] of host.variables) {
    const origin = fleet.origins.find(host.variables, key);
    if (!sharedNames.has(key) && origin?.kind !== 'secrets' && origin?.kind !== 'network') continue;
    shared.set(key, value);
    if (origin !== undefined) fleet.origins.record(shared, key, origin);
  }
  return shared;
}

function renderOne(
  environment: JinjaEnvironment,
  fleet: Fleet,
  name: string,
  path: string,
  variables: PyDict,
): RenderedTerraform {
  const { text, segments } = environment.renderTraced(name, variables);
  return { path, content: text, isSecret: findSecretRanges(text, segments, fleet.origins).length > 0 };
}

async function listTemplates(path: string): Promise<string[]> {
  const names = await readdir(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.endsWith(suffix)).toSorted();
}

function describeFailure(error: unknown, name: string, path: string): Problem {
  const place = { file: posix.join(folder, name) };
  const attempted = `render ${path}`;
  if (!(error instanceof TemplateError)) return toProblem(error, { place, attempted });
  const isUndefined = error.kind === 'UndefinedError';
  return {
    kind: isUndefined ? 'undefined-variable' : 'template-failed',
    message: `${error.kind}: ${error.message}`,
    place: error.line === undefined ? place : { ...place, line: error.line },
    attempted,
    hint: isUndefined
      ? 'Only variables of secrets/ and networks/ are known here, and those of each host in hostvars.'
      : 'Correct the template at that line.',
  };
}
