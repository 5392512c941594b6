import type { Problem } from '../../basics/problem.ts';
import type { HostName } from '../../fleet/model.ts';
import { renderFleet } from '../../rendering/render-fleet.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import type { FleetSession } from '../session.ts';
import type { EditedFleet } from './host-preview.ts';
import type { HostResource } from './host-resources.ts';
import type { SourceEdit } from './source-edits.ts';

export type ConsequenceKind =
  | 'tunnel'
  | 'session'
  | 'neighbour'
  | 'files'
  | 'server'
  | 'dns'
  | 'container'
  | 'resource'
  | 'terraform'
  | 'secret'
  | 'mention'
  | 'problem';

/** Something that follows from a host's coming or going. */
export interface Consequence {
  readonly kind: ConsequenceKind;
  readonly text: string;
}

/** A host that comes or goes: what is edited, and all that follows. */
export interface HostChange {
  readonly action: 'add' | 'remove';
  readonly host: string;
  readonly edits: readonly SourceEdit[];
  readonly consequences: readonly Consequence[];
  /** Other hosts whose files change. */
  readonly neighbours: readonly HostName[];
  /** The fleet as it is afterwards. */
  readonly after: EditedFleet;
  /** What Terraform's state has of the host; undefined where the state is not known. */
  readonly resources: readonly HostResource[] | undefined;
  readonly problems: readonly Problem[];
}

/** Other hosts whose rendered files differ, and how many of them. */
export async function compareNeighbours(
  session: FleetSession,
  host: string,
  after: EditedFleet,
): Promise<ReadonlyMap<HostName, number>> {
  const { tree } = await renderFleet(session.fleet, session.fleet.hosts, session.renderCache);
  const changed = new Map<HostName, number>();
  for (const { name } of session.fleet.hosts) {
    const count = name === host ? 0 : countChanged(tree, after.tree, name);
    if (count > 0) changed.set(name, count);
  }
  return changed;
}

function countChanged(before: RenderedTree, after: RenderedTree, host: HostName): number {
  const old = new Map((before.get(host) ?? []).map((file) => [file.path, file.content]));
  const now = new Map((after.get(host) ?? []).map((file) => [file.path, file.content]));
  const paths = new Set([...old.keys(), ...now.keys()]);
  return [...paths].filter((path) => {
    const [left, right] = [old.get(path), now.get(path)];
    return left === undefined || right === undefined || !left.equals(right);
  }).length;
}
