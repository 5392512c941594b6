import { OperatorError } from '../basics/problem.ts';
import { formatVault, openPayload, parseVault, sealPayload, type VaultHeader } from './vault-format.ts';

export { isVault } from './vault-format.ts';

/** One password that may open a vault. */
export interface VaultPassword {
  /** The vault id it was given for; `default` where none was. */
  readonly id: string;
  readonly secret: Uint8Array;
  /** Where it came from, for messages: a file, a program, a prompt. Never the password. */
  readonly source: string;
}

export interface OpenedVault {
  readonly plain: Buffer;
  readonly header: VaultHeader;
  readonly password: VaultPassword;
}

/**
 * A vault as `ansible-vault encrypt` writes it: header, 80 columns, a final newline. `id` goes into the header
 * (version 1.2) unless it is `default`.
 */
export function encryptVault(
  plain: string | Uint8Array,
  secret: string | Uint8Array,
  options: { readonly id?: string; readonly salt?: Buffer } = {},
): string {
  const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
  const password = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret;
  if (options.id !== undefined && /[;\s]/.test(options.id)) {
    throw new OperatorError({
      kind: 'vault-id-invalid',
      message: `the vault id ${JSON.stringify(options.id)} has a semicolon or a space in it`,
    });
  }
  return formatVault(sealPayload(bytes, password, options.salt), options.id);
}

/**
 * Opens a vault with the first password that fits: those of the vault's own id first, then all others, as Ansible
 * does. Throws OperatorError naming the file and the ids that were tried.
 */
export function decryptVault(
  vault: string | Uint8Array,
  passwords: readonly VaultPassword[],
  file: string,
  line?: number,
): OpenedVault {
  const place = line === undefined ? { file } : { file, line };
  const envelope = parseVault(vault);
  if (envelope.kind === 'malformed') {
    throw new OperatorError({
      kind: 'vault-malformed',
      message: `${file} is not a readable vault: ${envelope.reason}`,
      place,
      attempted: 'to read an Ansible Vault',
      hint: 'restore the file from git, or encrypt it again with `peerdeck vault encrypt`',
    });
  }
  const { header, sealed } = envelope;
  const candidates = orderPasswords(passwords, header.id);
  for (const password of candidates) {
    const plain = openPayload(sealed, password.secret);
    if (plain !== undefined) return { plain, header, password };
  }
  throw candidates.length === 0
    ? new OperatorError({
        kind: 'vault-password-missing',
        message: `no vault password is known, so ${file} cannot be opened`,
        place,
        attempted: `to open the vault (id ${header.id})`,
        hint: 'put the password into .password (mode 0600), or name it with --vault-password-file FILE or --vault-id ID@FILE',
      })
    : new OperatorError({
        kind: 'vault-password-wrong',
        message: `none of the vault passwords opens ${file} (its id is ${header.id})`,
        place,
        attempted: `to open the vault with ${candidates.map(describe).join(', ')}`,
        hint: 'check the password file, or name another with --vault-password-file FILE or --vault-id ID@FILE',
      });
}

/** Those of the vault's own id, then the others; order within each stays as given. */
function orderPasswords(passwords: readonly VaultPassword[], id: string): readonly VaultPassword[] {
  return [...passwords.filter((one) => one.id === id), ...passwords.filter((one) => one.id !== id)];
}

function describe(password: VaultPassword): string {
  return `id ${password.id} from ${password.source}`;
}
