import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import { findRoot } from '../fleet/find-root.ts';
import type { VaultPassword } from '../secrets/vault.ts';
import { createVaultPasswords, loadPasswords } from '../secrets/vault-passwords.ts';
import type { FleetFlags } from './flags.ts';
import { vaultPasswordsOf } from './open-session.ts';
import { askSecret, isInteractive } from './terminal-questions.ts';

export interface EncryptFlags {
  readonly encryptVaultId?: string;
}

export interface OutputFlags {
  readonly output?: string;
}

export interface RekeyFlags extends EncryptFlags {
  readonly newVaultId?: string;
  readonly newVaultPasswordFile?: string;
}

/** `--encrypt-vault-id`, or Ansible's variable for it. */
export function addEncryptOption(command: Command): Command {
  return command.addOption(
    new Option('--encrypt-vault-id <id>', 'the vault id to encrypt with, where several are known').env(
      'ANSIBLE_VAULT_ENCRYPT_IDENTITY',
    ),
  );
}

/** The repository the vaults belong to; outside of one, the working folder. */
export async function findVaultRoot(flags: FleetFlags): Promise<string> {
  if (flags.root !== undefined) return resolve(flags.root);
  return findRoot(process.cwd()).catch((error: unknown) => {
    if (error instanceof OperatorError && error.problem.kind === 'no-repository') return process.cwd();
    throw error;
  });
}

/** The passwords that vaults are opened with. */
export async function listPasswords(flags: FleetFlags): Promise<readonly VaultPassword[]> {
  return vaultPasswordsOf(flags).list(await findVaultRoot(flags));
}

/** The passwords a new vault may be encrypted with; one that has to be asked for is asked for twice. */
export async function listNewPasswords(flags: FleetFlags): Promise<readonly VaultPassword[]> {
  const store = createVaultPasswords({
    vaultIds: flags.vaultId,
    passwordFiles: flags.vaultPasswordFile,
    confirm: true,
    ...(isInteractive() ? { prompt: askSecret } : {}),
  });
  return store.list(await findVaultRoot(flags));
}

/** The password of `--new-vault-id` or `--new-vault-password-file`, or one that is asked for twice. */
export async function loadNewPassword(options: RekeyFlags): Promise<VaultPassword> {
  const { newVaultId, newVaultPasswordFile } = options;
  if (newVaultId !== undefined && newVaultPasswordFile !== undefined) {
    throw new OperatorError({
      kind: 'usage',
      message: '--new-vault-id and --new-vault-password-file exclude each other',
    });
  }
  // Only what the two flags name counts here: the old password must not slip in as the new one.
  const [password] = await loadPasswords(process.cwd(), {
    environment: { ANSIBLE_CONFIG: '/dev/null' },
    defaultFile: null,
    vaultIds: newVaultId === undefined ? [] : [newVaultId],
    passwordFiles: newVaultPasswordFile === undefined ? [] : [newVaultPasswordFile],
    confirm: true,
    ...(isInteractive() ? { prompt: askSecret } : {}),
  });
  if (password !== undefined) return password;
  throw new OperatorError({
    kind: 'usage',
    message: 'the new password is named nowhere, and there is no terminal to ask at',
    hint: '--new-vault-password-file FILE or --new-vault-id ID@FILE',
  });
}
