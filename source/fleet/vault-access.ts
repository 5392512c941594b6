import type { Place } from '../basics/problem.ts';

/** Opens vaults with passwords that are already known. */
export interface VaultReader {
  /** The plain bytes of a vault's text. Throws OperatorError naming the place and the ids tried. */
  read(vault: string | Uint8Array, place: Place): Buffer;
  /** The bytes as a vault that this reader opens again; undefined where it knows no password. */
  seal?(plain: Uint8Array): string | undefined;
}

/** Where passwords come from; each is asked for once, and only when there is a vault to open. */
export interface VaultPasswords {
  /** The passwords of the repository at this root: flags, environment, `.password`. May ask the operator. */
  openRepository(root: string): Promise<VaultReader>;
  /** The password of this file alone. */
  openWithFile(passwordFile: string): Promise<VaultReader>;
}

/** Whether a file is a vault as a whole. */
export function isEncrypted(data: Uint8Array): boolean {
  return Buffer.from(data.subarray(0, 14)).toString('latin1') === '$ANSIBLE_VAULT';
}
