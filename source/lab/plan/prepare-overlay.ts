import { loadFleet } from '../../fleet/load-fleet.ts';
import type { Fleet, FleetOverlay } from '../../fleet/model.ts';
import { createVaultPasswords } from '../../secrets/vault-passwords.ts';
import type { LabRequest } from '../plan-contract.ts';
import { makeLabSecrets } from './lab-secrets.ts';
import { readFleetData } from './network-data.ts';
import { composeInventory, writeOverlay } from './overlay.ts';

/** Writes the overlay of a lab. What the fleet needs secrets for is read through an overlay that is still empty. */
export async function prepareOverlay(request: LabRequest): Promise<FleetOverlay> {
  const { stateFolder, reachBlock, access } = request;
  const empty = await writeOverlay(stateFolder, { all: {} }, {});
  const fleet = await loadLabFleet(request, empty);
  const { secrets, publicKeys } = makeLabSecrets(readFleetData(fleet));
  const inventory = composeInventory({ hosts: fleet.hosts, reachBlock, access, publicKeys });
  return writeOverlay(stateFolder, inventory, secrets);
}

/** The fleet as the lab's overlay shows it, the repository's vaults closed. */
export function loadLabFleet({ root, name }: LabRequest, overlay: FleetOverlay): Promise<Fleet> {
  return loadFleet({ root, mode: { kind: 'lab', name }, overlay, passwords: createVaultPasswords() });
}
