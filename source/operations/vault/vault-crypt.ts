import { OperatorError, type Problem } from '../../basics/problem.ts';
import { choosePassword } from '../../secrets/choose-password.ts';
import { hasInlineVaults, replaceInlineVaults } from '../../secrets/inline-vaults.ts';
import { decryptVault, encryptVault, isVault, type VaultPassword } from '../../secrets/vault.ts';
import type { Operation } from '../operation.ts';
import { readVaultFile, replaceFile } from './vault-files.ts';

export type VaultEvent =
  | {
      readonly type: 'vault-file';
      readonly file: string;
      readonly change: 'encrypted' | 'decrypted' | 'rekeyed';
      /** The vault id the file now has, or had. */
      readonly id: string;
      /** Inline vaults among its values that were encrypted again. */
      readonly inline?: number;
    }
  | { readonly type: 'problem'; readonly problem: Problem };

export interface VaultResult {
  readonly files: number;
}

export interface EncryptOptions {
  readonly passwords: readonly VaultPassword[];
  /** `--encrypt-vault-id`. */
  readonly id?: string;
  /** Writes there instead of over the file. */
  readonly output?: string;
}

/** A vault's plain bytes. Throws OperatorError when the file is no vault, or no password fits. */
export async function viewVault(file: string, passwords: readonly VaultPassword[]): Promise<Buffer> {
  const data = await readVaultFile(file);
  if (!isVault(data)) throw describePlain(file, 'is not encrypted', `cat ${file}`);
  return decryptVault(data, passwords, file).plain;
}

/** Bytes as a vault under the password that the options choose. */
export function sealBytes(plain: Uint8Array, { passwords, id }: EncryptOptions): string {
  const password = choosePassword(passwords, id);
  return encryptVault(plain, password.secret, { id: password.id });
}

/** A value as the inline vault of a variable, in the form `ansible-vault encrypt_string` prints. */
export function sealVariable(name: string, plain: Uint8Array, options: EncryptOptions): string {
  const lines = sealBytes(plain, options).trimEnd().split('\n');
  return `${name}: !vault |\n${lines.map((line) => `          ${line}\n`).join('')}`;
}

/** Encrypts files in place. All are read before the first is written. */
export async function* encryptFiles(
  files: readonly string[],
  options: EncryptOptions,
): Operation<VaultEvent, VaultResult> {
  const password = choosePassword(options.passwords, options.id);
  const contents = new Map<string, Buffer>();
  for (const file of files) {
    const data = await readVaultFile(file);
    if (isVault(data)) throw describePlain(file, 'is encrypted already', `peerdeck vault rekey ${file}`);
    contents.set(file, data);
  }
  for (const [file, data] of contents) {
    await replaceFile(
      options.output ?? file,
      encryptVault(data, password.secret, { id: password.id }),
      0o600,
    );
    yield { type: 'vault-file', file: options.output ?? file, change: 'encrypted', id: password.id };
  }
  return { files: contents.size };
}

/** Decrypts files in place, for nobody else to read. All are opened before the first is written. */
export async function* decryptFiles(
  files: readonly string[],
  { passwords, output }: Pick<EncryptOptions, 'passwords' | 'output'>,
): Operation<VaultEvent, VaultResult> {
  const opened = new Map(
    await Promise.all(files.map(async (file) => [file, await openFile(file, passwords)] as const)),
  );
  for (const [file, { plain, header }] of opened) {
    await replaceFile(output ?? file, plain, 0o600);
    yield { type: 'vault-file', file: output ?? file, change: 'decrypted', id: header.id };
  }
  return { files: opened.size };
}

/**
 * Encrypts vaults anew under another password: whole files, and the inline vaults of plain ones. All are opened
 * before the first is written, so a vault that stays closed leaves every file as it was.
 */
export async function* rekeyFiles(
  files: readonly string[],
  passwords: readonly VaultPassword[],
  next: VaultPassword,
): Operation<VaultEvent, VaultResult> {
  const rekeyed = new Map<string, { readonly text: string; readonly inline: number }>();
  for (const file of files) rekeyed.set(file, await rekeyFile(file, passwords, next));
  for (const [file, { text, inline }] of rekeyed) {
    await replaceFile(file, text);
    yield { type: 'vault-file', file, change: 'rekeyed', id: next.id, ...(inline > 0 ? { inline } : {}) };
  }
  return { files: rekeyed.size };
}

async function rekeyFile(file: string, passwords: readonly VaultPassword[], next: VaultPassword) {
  const data = await readVaultFile(file);
  const seal = (plain: Uint8Array): string => encryptVault(plain, next.secret, { id: next.id });
  if (isVault(data)) return { text: seal(decryptVault(data, passwords, file).plain), inline: 0 };
  const text = data.toString('utf8');
  if (!hasInlineVaults(text))
    throw describePlain(file, 'has no vault in it', `peerdeck vault encrypt ${file}`);
  let inline = 0;
  const replaced = replaceInlineVaults(text, (vault, line) => {
    inline += 1;
    return seal(decryptVault(vault, passwords, file, line).plain);
  });
  return { text: replaced, inline };
}

async function openFile(file: string, passwords: readonly VaultPassword[]) {
  const data = await readVaultFile(file);
  if (!isVault(data)) throw describePlain(file, 'is not encrypted', `peerdeck vault encrypt ${file}`);
  return decryptVault(data, passwords, file);
}

function describePlain(file: string, what: string, hint: string): OperatorError {
  return new OperatorError({
    kind: 'vault-state',
    message: `${file} ${what}`,
    place: { file },
    hint,
  });
}
