import { OperatorError } from '../basics/problem.ts';
import type { VaultPassword } from './vault.ts';

/**
 * The password that a new vault is encrypted with: that of the id asked for, else the only one there is, as
 * `ansible-vault` chooses. Throws OperatorError where the choice is not plain.
 */
export function choosePassword(passwords: readonly VaultPassword[], id: string | undefined): VaultPassword {
  const [first] = id === undefined ? passwords : passwords.filter((password) => password.id === id);
  const known = [...new Set(passwords.map((password) => password.id))];
  if (first === undefined) {
    throw new OperatorError({
      kind: 'vault-password-missing',
      message:
        id === undefined ? 'no vault password is known' : `no password is known for the vault id ${id}`,
      attempted: 'to choose the password of a vault',
      hint:
        known.length === 0
          ? 'put a password into .password (mode 0600), or name it with --vault-password-file FILE or --vault-id ID@FILE'
          : `known are the ids ${known.join(', ')}`,
    });
  }
  if (id !== undefined || known.length === 1) return first;
  throw new OperatorError({
    kind: 'usage',
    message: `the vault ids ${known.join(', ')} are known, and it is not said which to encrypt with`,
    attempted: 'to choose the password of a vault',
    hint: `--encrypt-vault-id ${first.id}`,
  });
}
