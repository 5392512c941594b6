import type { Fleet, Host } from '../fleet/model.ts';
import type { RemotePool } from '../remote/connection.ts';

/** An opened fleet and the connections to its hosts: what every operation works on. */
export interface FleetSession {
  readonly fleet: Fleet;
  /** The hosts that `--limit` leaves, in inventory order. */
  readonly hosts: readonly Host[];
  readonly remote: RemotePool;
  close(): Promise<void>;
}
