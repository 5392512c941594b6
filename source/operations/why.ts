import { posix } from 'node:path';
import { OperatorError } from '../basics/problem.ts';
import { findLineCommit, type LineHistory } from '../fleet/line-history.ts';
import type { Host } from '../fleet/model.ts';
import { countLines, explainLines, type LineReason, type UsedVariable } from '../rendering/explain-lines.ts';
import { templatesFolderOf } from '../rendering/list-sources.ts';
import { prepareRenderer, renderHost } from '../rendering/render-fleet.ts';
import type { RenderedFile } from '../rendering/rendered-file.ts';
import type { FleetSession } from './session.ts';

export interface WhyRequest {
  readonly host: string;
  /** Relative to the host's rendered tree. */
  readonly path: string;
  /** From 1; every line when left out. */
  readonly line?: number;
}

/** A place of the repository and since which commit its line stands. */
export interface DatedPlace {
  readonly file: string;
  readonly line: number;
  readonly since: LineHistory;
}

export interface Explanation {
  readonly line: number;
  readonly text: string;
  readonly templates: readonly DatedPlace[];
  readonly variables: readonly (UsedVariable & { readonly since?: LineHistory })[];
}

export interface WhyResult {
  readonly host: string;
  readonly path: string;
  /** The file it came from. */
  readonly source: string;
  /** A copied file has no template lines: each of its lines is its source's. */
  readonly copied: boolean;
  readonly lines: readonly Explanation[];
}

/** Says of lines of a rendered file which template lines and variables made them, and since when those stand. */
export async function why(session: FleetSession, request: WhyRequest): Promise<WhyResult> {
  const host = findHost(session, request.host);
  const file = await renderFile(session, host, request.path);
  const total = countLines(file);
  if (request.line !== undefined && (request.line < 1 || request.line > total)) {
    throw new OperatorError({
      kind: 'usage',
      message: `${request.path} of ${host.name} has ${total} lines; there is no line ${request.line}.`,
    });
  }
  const first = request.line ?? 1;
  const last = request.line ?? total;
  const copied = file.segments === undefined;
  const reasons = explainLines(file, host.variables, session.fleet.origins, first, last);
  const dates = new CommitDates(session.fleet.root);
  const lines: Explanation[] = [];
  const folder = templatesFolderOf(session.fleet);
  for (const reason of reasons) lines.push(await dateReason(reason, file, folder, dates));
  return { host: host.name, path: file.path, source: file.source, copied, lines };
}

/** Looks each place up once. */
class CommitDates {
  readonly #known = new Map<string, Promise<LineHistory>>();

  constructor(readonly root: string) {}

  find(file: string, line: number): Promise<LineHistory> {
    const key = `${file}:${line}`;
    const found = this.#known.get(key) ?? findLineCommit(this.root, file, line);
    this.#known.set(key, found);
    return found;
  }
}

async function dateReason(
  reason: LineReason,
  file: RenderedFile,
  folder: string,
  dates: CommitDates,
): Promise<Explanation> {
  const places =
    file.segments === undefined
      ? [{ file: file.source, line: reason.line }]
      : reason.templates.map(({ name, line }) => ({ file: posix.join(folder, name), line }));
  const [templates, variables] = await Promise.all([
    Promise.all(places.map(async (place) => ({ ...place, since: await dates.find(place.file, place.line) }))),
    Promise.all(reason.variables.map((variable) => dateVariable(variable, dates))),
  ]);
  return { line: reason.line, text: reason.text, templates, variables };
}

async function dateVariable(
  variable: UsedVariable,
  dates: CommitDates,
): Promise<Explanation['variables'][number]> {
  const place = variable.origin?.place;
  if (place?.line === undefined || variable.origin?.secret) return variable;
  return { ...variable, since: await dates.find(place.file, place.line) };
}

function findHost(session: FleetSession, name: string): Host {
  const host = session.fleet.hosts.find((candidate) => candidate.name === name);
  if (host) return host;
  throw new OperatorError({
    kind: 'usage',
    message: `There is no host ${name} in the inventory.`,
    hint: `Hosts: ${session.fleet.hosts.map((candidate) => candidate.name).join(' ')}`,
  });
}

async function renderFile(session: FleetSession, host: Host, path: string): Promise<RenderedFile> {
  const { files, problems } = renderHost(await prepareRenderer(session.fleet), host);
  const file = files.find((candidate) => candidate.path === path);
  if (file) return file;
  const [problem] = problems;
  if (problem) throw new OperatorError(problem);
  throw new OperatorError({
    kind: 'usage',
    message: `${host.name} has no rendered file ${path}.`,
    hint: `Its files: ${files.map((candidate) => candidate.path).join(' ')}`,
  });
}
