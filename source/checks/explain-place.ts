import { posix } from 'node:path';
import type { Fleet, Host, HostName } from '../fleet/model.ts';
import { explainLines } from '../rendering/explain-lines.ts';
import { templatesFolderOf } from '../rendering/list-sources.ts';
import type { RenderedFile, RenderedTree } from '../rendering/rendered-file.ts';
import type { FindingPlace, Spot } from './finding.ts';
import type { ExplainSpot } from './judge.ts';

/** Makes what says of a spot which template line wrote it, and where the values on it are set. */
export function createPlaceExplainer(fleet: Fleet, tree: RenderedTree): ExplainSpot {
  const hosts = new Map<HostName, Host>(fleet.hosts.map((host) => [host.name, host]));
  const known = new Map<string, FindingPlace>();
  return (spot) => {
    const key = `${spot.host}/${spot.file}:${spot.line}`;
    const place = known.get(key) ?? explain(fleet, hosts.get(spot.host), findFile(tree, spot), spot);
    known.set(key, place);
    return place;
  };
}

function findFile(tree: RenderedTree, { host, file }: Spot): RenderedFile | undefined {
  return tree.get(host)?.find(({ path }) => path === file);
}

function explain(
  fleet: Fleet,
  host: Host | undefined,
  file: RenderedFile | undefined,
  spot: Spot,
): FindingPlace {
  if (host === undefined || file === undefined) return spot;
  if (file.segments === undefined) return { ...spot, template: { file: file.source, line: spot.line } };
  const [reason] = explainLines(file, host.variables, fleet.origins, spot.line, spot.line);
  const template = reason?.templates[0];
  const variables = (reason?.variables ?? []).flatMap(({ name, origin, use }) => {
    if (use !== 'text' || origin === undefined || origin.kind === 'builtin') return [];
    const { file: setIn, line } = origin.place;
    return [{ name, file: setIn, ...(line === undefined ? {} : { line }) }];
  });
  return {
    ...spot,
    ...(template === undefined
      ? {}
      : { template: { file: posix.join(templatesFolderOf(fleet), template.name), line: template.line } }),
    ...(variables.length === 0 ? {} : { variables }),
  };
}
