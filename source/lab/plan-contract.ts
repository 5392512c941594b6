import type { FleetOverlay } from '../fleet/model.ts';
import type { ReachBlock } from './reach-block.ts';
import type { LabTopology } from './topology.ts';

/** How the lab's hosts are logged in to. Made by the lab before planning; the overlay's connection variables name these files. */
export interface LabAccess {
  /** `ansible_ssh_private_key_file`: a fresh key; the lab itself puts its public half into every login user's `authorized_keys`. */
  readonly privateKeyFile: string;
  /** For `ansible_ssh_common_args`: `-o UserKnownHostsFile=…`. The lab writes it, and the hosts' own keys, after planning. */
  readonly knownHostsFile: string;
}

export interface LabRequest {
  /** Absolute path of the repository whose fleet becomes a lab. */
  readonly root: string;
  readonly name: string;
  /** The lab's own folder (mode 0700): the planner's files go here; the lab's own names are `lab.json`, `topology.json`, `control.sock`, `access/`. */
  readonly stateFolder: string;
  /** Reach addresses come from here: `reachAddress(block, 1)`, `2`, …, port 2222. */
  readonly reachBlock: ReachBlock;
  readonly access: LabAccess;
  /** Hosts get a Docker engine each, with images under the names that the service catalogue has. */
  readonly containers?: boolean;
}

export interface PreparedLab {
  readonly topology: LabTopology;
  readonly overlay: FleetOverlay;
}

/**
 * Plans a fleet as a lab: its hosts with rendered files, the outsiders around them, and the overlay on its inventory
 * and secrets. Throws OperatorError where the repository cannot be read or rendered.
 */
export type PrepareLab = (request: LabRequest) => Promise<PreparedLab>;
