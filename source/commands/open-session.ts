import { openFleet } from '../operations/open-fleet.ts';
import type { FleetSession } from '../operations/session.ts';
import { createVaultPasswords } from '../secrets/vault-passwords.ts';
import type { FleetFlags } from './flags.ts';
import { askSecret, askYes, isInteractive } from './terminal-questions.ts';

/** Vault passwords as the flags name them; on a terminal the operator is asked when nothing else gives one. */
export function vaultPasswordsOf(flags: FleetFlags): ReturnType<typeof createVaultPasswords> {
  return createVaultPasswords({
    vaultIds: flags.vaultId,
    passwordFiles: flags.vaultPasswordFile,
    ...(isInteractive() ? { prompt: askSecret } : {}),
  });
}

/** Opens the fleet that the flags name. */
export async function openSession(flags: FleetFlags): Promise<FleetSession> {
  return openFleet({
    ...(flags.root === undefined ? {} : { root: flags.root }),
    ...(flags.lab === undefined ? {} : { lab: flags.lab }),
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    passwords: vaultPasswordsOf(flags),
    ...(isInteractive()
      ? {
          questions: {
            acceptHostKey: ({ host, endpoint, keyType, fingerprint, file }) =>
              askYes(
                `${host} (${endpoint}) shows a host key nobody has vouched for.\n  ${keyType} ${fingerprint}\nWrite it to ${file} and go on?`,
              ),
            passphrase: ({ file, again }) =>
              askSecret(again ? `Wrong. Passphrase of ${file}: ` : `Passphrase of ${file}: `),
            sudoPassword: ({ host, user, again }) =>
              askSecret(`${again ? 'Wrong. ' : ''}sudo password of ${user} on ${host}: `),
          },
        }
      : {}),
  });
}
