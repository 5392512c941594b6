import type { Fleet, Host } from '../fleet/model.ts';
import type { VaultPasswords } from '../fleet/vault-access.ts';
import type { RemotePool } from '../remote/connection.ts';

import { RenderCache } from '../rendering/render-cache.ts';
import { StoredTrees } from '../rendering/tree-folder.ts';

/** An opened fleet and the connections to its hosts: what every operation works on. */
export interface FleetSession {
  readonly fleet: Fleet;
  /** The hosts that `--limit` leaves, in inventory order. */
  readonly hosts: readonly Host[];
  readonly remote: RemotePool;
  /** Where rendered trees are kept: `.rendered/` of the repository, or a folder of the lab's state. */
  readonly renderedFolder: string;
  /** State of this fleet on this machine (history, saved plans): below the user's XDG state folder. */
  readonly stateFolder: string;
  /** What opened the repository's vaults, for reading it anew. */
  readonly passwords: VaultPasswords;
  /** Tells whether the repository was edited since it was read (see `reloadFleet`). */
  readonly stamp: string;
  /** What was rendered and read before, so that the next time is quick. */
  readonly renderCache: RenderCache;
  readonly storedTrees: StoredTrees;
  close(): Promise<void>;
}

/** A session of these parts, with nothing remembered yet; closing it closes its connections. */
export function createSession(
  parts: Omit<FleetSession, 'renderCache' | 'storedTrees' | 'close'>,
): FleetSession {
  return {
    ...parts,
    renderCache: new RenderCache(),
    storedTrees: new StoredTrees(),
    close: () => parts.remote.closeAll(),
  };
}
