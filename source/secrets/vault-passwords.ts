import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { OperatorError, type Place } from '../basics/problem.ts';
import { loadSettings } from '../fleet/settings.ts';
import { kindOf } from '../fleet/variable-files.ts';
import type { VaultPasswords, VaultReader } from '../fleet/vault-access.ts';
import { readPasswordFile, trimNewlines } from './password-file.ts';
import { decryptVault, encryptVault, isVault, type VaultPassword } from './vault.ts';

/** Where vault passwords may come from, in Ansible's own words. */
export interface PasswordOptions {
  /** `--vault-id LABEL@SOURCE`, each: a file, a program, or `prompt`. */
  readonly vaultIds?: readonly string[];
  /** `--vault-password-file`, each. */
  readonly passwordFiles?: readonly string[];
  /** `--ask-vault-pass`. */
  readonly ask?: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Relative paths of flags and variables start here; the default is the working folder. */
  readonly workingFolder?: string;
  /** A file relative to the repository in place of the one that its settings name; null for none. */
  readonly defaultFile?: string | null;
  /** Ask twice: the password is a new one. */
  readonly confirm?: boolean;
  /** Asks without echo; absent where nobody can answer. */
  readonly prompt?: (question: string) => Promise<string>;
}

interface Source {
  readonly label: string | undefined;
  /** A path, or undefined to ask. */
  readonly path: string | undefined;
}

/** Vault passwords, for reading a fleet and for the commands that write vaults. */
export interface PasswordStore extends VaultPasswords {
  /** All passwords for the repository at this root, in the order they are tried. */
  list(root: string): Promise<readonly VaultPassword[]>;
}

/**
 * Passwords by Ansible's conventions, then `.password` at the repository's root. They are asked for once: later
 * readings of the repository use them again, until a vault does not open with them.
 */
export function createVaultPasswords(options: PasswordOptions = {}): PasswordStore {
  const known = new Map<string, Promise<readonly VaultPassword[]>>();
  const opened: OpenedTexts = new Map();
  const list = (root: string): Promise<readonly VaultPassword[]> => {
    const passwords = known.get(root) ?? loadPasswords(root, options);
    known.set(root, passwords);
    passwords.catch(() => known.delete(root));
    return passwords;
  };
  return {
    list,
    openRepository: async (root) => createReader(await list(root), opened, () => known.delete(root)),
    openWithFile: async (path) => {
      const secret = await readPasswordFile(path, undefined);
      return createReader([{ id: 'default', secret, source: path }], opened);
    },
  };
}

/** Vaults opened before, by their text: deriving a key takes some ten milliseconds. */
type OpenedTexts = Map<string, Buffer>;

const openedLimit = 5_000;

/** Opens vaults with these passwords; `onFailure` is told when one does not open. */
export function createReader(
  passwords: readonly VaultPassword[],
  opened: OpenedTexts = new Map(),
  onFailure: () => void = () => {},
): VaultReader {
  return {
    read: (vault: string | Uint8Array, { file, line }: Place) => {
      const text = typeof vault === 'string' ? vault : Buffer.from(vault).toString('latin1');
      const before = opened.get(text);
      if (before !== undefined) return before;
      try {
        const { plain } = decryptVault(vault, passwords, file, line);
        if (opened.size < openedLimit) opened.set(text, plain);
        return plain;
      } catch (error) {
        onFailure();
        throw error;
      }
    },
    seal: (plain) => {
      const [first] = passwords;
      return first && encryptVault(plain, first.secret, { id: first.id });
    },
  };
}

/**
 * All passwords of a repository, in the order Ansible tries them. A source that gives none is passed over while
 * another does; a password file that others can read never is.
 */
export async function loadPasswords(
  root: string,
  options: PasswordOptions = {},
): Promise<readonly VaultPassword[]> {
  const passwords: VaultPassword[] = [];
  let failure: unknown;
  for (const source of await listSources(root, options)) {
    try {
      passwords.push(await loadPassword(source, passwords, options));
    } catch (error) {
      if (error instanceof OperatorError && error.problem.kind === 'vault-password-exposed') throw error;
      failure ??= error;
    }
  }
  if (passwords.length === 0 && failure !== undefined) throw failure;
  return passwords;
}

async function loadPassword(
  { label, path }: Source,
  known: readonly VaultPassword[],
  options: PasswordOptions,
): Promise<VaultPassword> {
  const id = label ?? 'default';
  if (path === undefined) return { id, secret: await ask(id, options), source: 'a prompt' };
  const secret = await readPasswordFile(path, label);
  if (!isVault(secret)) return { id, secret, source: path };
  return { id, secret: trimNewlines(decryptVault(secret, known, path).plain), source: path };
}

async function ask(id: string, { prompt, confirm }: PasswordOptions): Promise<Buffer> {
  if (prompt === undefined) {
    throw unavailable(
      `the vault password (${id}) is to be asked for, and there is no terminal to ask at`,
      'name a file with --vault-password-file FILE or --vault-id ID@FILE',
    );
  }
  const answer = (await prompt(`${confirm ? 'New vault' : 'Vault'} password (${id}): `)).trim();
  if (answer === '') throw unavailable('an empty vault password was entered', 'try again');
  if (confirm && (await prompt(`Confirm new vault password (${id}): `)).trim() !== answer) {
    throw unavailable('the two passwords differ', 'try again');
  }
  return Buffer.from(answer, 'utf8');
}

function unavailable(message: string, hint: string): OperatorError {
  return new OperatorError({
    kind: 'vault-password-unavailable',
    message,
    attempted: 'to get a vault password',
    hint,
  });
}

async function listSources(root: string, options: PasswordOptions): Promise<readonly Source[]> {
  const environment = options.environment ?? process.env;
  const folder = options.workingFolder ?? process.cwd();
  const config = await readConfig(root, environment);
  const identities = environment['ANSIBLE_VAULT_IDENTITY_LIST'];
  const passwordFile = environment['ANSIBLE_VAULT_PASSWORD_FILE'];
  const sources = [
    ...(identities === undefined
      ? config.identities
      : splitList(identities).map((one) => parseVaultId(one, folder))),
    ...(options.vaultIds ?? []).map((one) => parseVaultId(one, folder)),
    ...(options.passwordFiles ?? []).map((path) => ({ label: undefined, path: expandPath(path, folder) })),
    ...(passwordFile ? [{ label: undefined, path: expandPath(passwordFile, folder) }] : config.passwordFiles),
    ...(options.ask ? [{ label: undefined, path: undefined }] : []),
  ];
  const ours = await findDefaultFile(root, options.defaultFile);
  if (ours !== undefined) sources.push({ label: undefined, path: ours });
  if (sources.length === 0 && options.prompt !== undefined)
    sources.push({ label: undefined, path: undefined });
  return sources;
}

async function findDefaultFile(root: string, named: string | null | undefined): Promise<string | undefined> {
  if (named === null) return undefined;
  const path = join(root, named ?? (await loadSettings(root)).vaultPasswordFile);
  return (await kindOf(path)) === 'nothing' ? undefined : path;
}

/** `LABEL@SOURCE`, or only a source. */
function parseVaultId(text: string, folder: string): Source {
  const at = text.indexOf('@');
  const label = at < 0 ? undefined : text.slice(0, at);
  const source = text.slice(at + 1);
  if (label?.includes(';')) {
    throw new OperatorError({
      kind: 'vault-id-invalid',
      message: `${JSON.stringify(label)} is no vault id: it has a semicolon in it`,
    });
  }
  const asks = source === 'prompt' || source === 'prompt_ask_vault_pass';
  return { label: label || undefined, path: asks ? undefined : expandPath(source, folder) };
}

function expandPath(path: string, folder: string): string {
  const home = path.replace(/^~(?=\/|$)/, homedir());
  return resolve(folder, home);
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

interface ConfiguredSources {
  readonly identities: readonly Source[];
  readonly passwordFiles: readonly Source[];
}

/** What `ansible.cfg` names: that of `ANSIBLE_CONFIG`, else the repository's own. */
async function readConfig(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ConfiguredSources> {
  const path = environment['ANSIBLE_CONFIG'] ?? join(root, 'ansible.cfg');
  if ((await kindOf(path)) !== 'file') return { identities: [], passwordFiles: [] };
  const defaults = readDefaults(await readFile(path, 'utf8'));
  const folder = dirname(path);
  const passwordFile = defaults.get('vault_password_file');
  return {
    identities: splitList(defaults.get('vault_identity_list') ?? '').map((one) => parseVaultId(one, folder)),
    passwordFiles: passwordFile ? [{ label: undefined, path: expandPath(passwordFile, folder) }] : [],
  };
}

/** The settings of an INI file's `[defaults]`. */
function readDefaults(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header) section = header[1] ?? '';
    const setting = /^([\w.]+)\s*[=:]\s*(.*?)(?:\s+;.*)?\s*$/.exec(line);
    if (setting && section === 'defaults') settings.set((setting[1] ?? '').toLowerCase(), setting[2] ?? '');
  }
  return settings;
}
