import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../basics/problem.ts';
import type { VaultReader } from '../../fleet/vault-access.ts';
import { readRecord } from '../../lab/state/record.ts';
import type { FleetSession } from '../session.ts';

/**
 * What seals and opens the snapshots of the fleet's state: its vault password, or the lab's own. Undefined where none
 * is known and nothing but a question would bring one: an apply does not ask for a password.
 */
export async function openStateVault(session: FleetSession): Promise<VaultReader | undefined> {
  const { fleet, passwords, stateFolder } = session;
  if (fleet.mode.kind === 'lab') {
    const record = await readRecord(stateFolder);
    return record?.overlay && passwords.openWithFile(record.overlay.passwordFile);
  }
  return (await isPasswordKnown(session)) ? passwords.openRepository(fleet.root) : undefined;
}

/** The same for reading a snapshot, which is worth a question. Throws OperatorError where there is no password. */
export async function requireStateVault(session: FleetSession): Promise<VaultReader> {
  const { fleet, passwords } = session;
  const vault =
    fleet.mode.kind === 'lab' ? await openStateVault(session) : await passwords.openRepository(fleet.root);
  if (vault !== undefined) return vault;
  throw new OperatorError({
    kind: 'vault-password-missing',
    message: 'The lab’s password is not known, so its snapshots cannot be opened.',
    attempted: 'open a snapshot of the state',
    hint: 'Is the lab up? peerdeck lab status',
  });
}

async function isPasswordKnown({ fleet }: FleetSession): Promise<boolean> {
  if (fleet.secretValues.size > 0 || process.env['ANSIBLE_VAULT_PASSWORD_FILE']) return true;
  const file = join(fleet.root, fleet.settings?.vaultPasswordFile ?? '.password');
  return access(file).then(
    () => true,
    () => false,
  );
}
