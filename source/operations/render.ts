import { join } from 'node:path';
import type { Problem } from '../basics/problem.ts';
import type { Host, HostName } from '../fleet/model.ts';
import { diffLines, type ShownText } from '../rendering/diff-lines.ts';
import { maskSecretRanges } from '../rendering/mask-secrets.ts';
import { prepareRenderer, type RenderedFleet, renderFleet, renderHost } from '../rendering/render-fleet.ts';
import type { RenderedFile, RenderedTree } from '../rendering/rendered-file.ts';
import { findIndexedSecrets, type RenderedIndex } from '../rendering/rendered-index.ts';
import { dropDepartedHosts, readIndex, storeHostFiles, storeIndex } from '../rendering/store-tree.ts';
import { prepareTerraformFiles, writeTerraformFiles } from '../rendering/terraform-files.ts';
import type { StoredFile } from '../rendering/tree-folder.ts';
import { createRedactor, type Redactor } from '../secrets/redaction.ts';
import type { FileChange, RenderEvent, RenderResult } from './diff/changes.ts';
import type { Operation } from './operation.ts';
import type { FleetSession } from './session.ts';
import { guardProduction } from './sync/guard.ts';

export interface RenderOptions {
  /** Only compare; write nothing. */
  readonly check?: boolean;
  readonly signal?: AbortSignal;
}

/** A render's result, with the tree itself for the operations that go on from it. */
export interface RenderOutcome extends RenderResult {
  readonly tree: RenderedTree;
}

/**
 * Renders the session's hosts into the rendered folder and tells what changed against what stood there.
 * A host with a problem keeps the files that stood there, so that half of a host is never written.
 */
export async function* render(
  session: FleetSession,
  options: RenderOptions = {},
): Operation<RenderEvent, RenderOutcome> {
  await guardProduction(session);
  const renderer = await prepareRenderer(session.fleet, session.renderCache);
  const index = await readIndex(session.renderedFolder);
  const redact = createRedactor(session.fleet.secretValues);
  const tree = new Map<HostName, readonly RenderedFile[]>();
  const changes: FileChange[] = [];
  const problems: Problem[] = [];
  let files = 0;
  for (const host of session.hosts) {
    options.signal?.throwIfAborted();
    const rendered = renderHost(renderer, host);
    for (const problem of rendered.problems) yield { type: 'problem', problem };
    problems.push(...rendered.problems);
    if (rendered.problems.length > 0) continue;
    tree.set(host.name, rendered.files);
    const stored = session.storedTrees.read(join(session.renderedFolder, host.name));
    const changed = compareHost(host, rendered.files, stored, index, redact);
    if (!options.check) {
      const paths = new Set(changed.map((change) => change.path));
      await storeHostFiles(session.renderedFolder, host.name, rendered.files, stored.keys(), paths);
    }
    files += rendered.files.length;
    changes.push(...changed);
    for (const change of changed) yield { type: 'file-changed', change };
    yield { type: 'host-rendered', host: host.name, files: rendered.files.length, changed: changed.length };
  }
  const terraform = yield* renderTerraform(session, options);
  problems.push(...terraform.problems);
  if (!options.check) {
    const hosts = new Set<string>(session.fleet.hosts.map((host) => host.name));
    const kept = await dropDepartedHosts(session.renderedFolder, index, hosts);
    await storeIndex(session.renderedFolder, kept, tree);
  }
  return { files, changes, terraform: terraform.changed, problems, tree };
}

/** The wiring and templates of `terraform/`: of the whole fleet, whatever `--limit` leaves; a lab has none. */
async function* renderTerraform(
  session: FleetSession,
  options: RenderOptions,
): Operation<RenderEvent, { readonly changed: readonly string[]; readonly problems: readonly Problem[] }> {
  const { files, problems } = await prepareTerraformFiles(session.fleet);
  for (const problem of problems) yield { type: 'problem', problem };
  const differing = files.filter((file) => file.change !== 'unchanged');
  if (!options.check) await writeTerraformFiles(session.fleet.root, differing);
  const changed = differing.map((file) => file.path);
  if (files.length > 0) yield { type: 'terraform-rendered', files: files.length, changed };
  return { changed, problems };
}

/** The rendered files of the session's hosts as `render` makes them, without comparing or writing. */
export async function renderTree(session: FleetSession): Promise<RenderedFleet> {
  await guardProduction(session);
  return renderFleet(session.fleet, session.hosts, session.renderCache);
}

function compareHost(
  host: Host,
  files: readonly RenderedFile[],
  stored: ReadonlyMap<string, StoredFile>,
  index: RenderedIndex,
  redact: Redactor,
): FileChange[] {
  const changes: FileChange[] = [];
  const rendered = new Map(files.map((file) => [file.path, file]));
  for (const path of [...new Set([...rendered.keys(), ...stored.keys()])].sort()) {
    const after = rendered.get(path);
    const before = stored.get(path);
    if (after && before && after.content.equals(before.content) && after.mode === before.mode) continue;
    const binary = isBinary(after?.content) || isBinary(before?.content);
    changes.push({
      host: host.name,
      path,
      change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      binary,
      lines: binary
        ? []
        : diffLines(showStored(host, path, before, index, redact), showRendered(after, redact)),
      ...(after === undefined ? {} : { source: after.source }),
    });
  }
  return changes;
}

function showRendered(file: RenderedFile | undefined, redact: Redactor): ShownText {
  if (!file) return { raw: '', shown: '' };
  return {
    raw: file.content.toString('utf8'),
    shown: redact(maskSecretRanges(file.content, file.secretRanges)),
  };
}

function showStored(
  host: Host,
  path: string,
  file: StoredFile | undefined,
  index: RenderedIndex,
  redact: Redactor,
): ShownText {
  if (!file) return { raw: '', shown: '' };
  const ranges = findIndexedSecrets(index, `${host.name}/${path}`, file.content) ?? [];
  return { raw: file.content.toString('utf8'), shown: redact(maskSecretRanges(file.content, ranges)) };
}

function isBinary(content: Buffer | undefined): boolean {
  return content?.subarray(0, 8000).includes(0) ?? false;
}
