import type { Fleet, Host } from '../fleet/model.ts';
import type { VaultPasswords } from '../fleet/vault-access.ts';
import type { RemotePool } from '../remote/connection.ts';

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
  close(): Promise<void>;
}
