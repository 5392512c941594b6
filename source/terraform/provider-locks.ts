import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A provider whose version differs between what is there and what is asked for. */
export interface ProviderDifference {
  /** Such as `kreuzwerker/docker`. */
  readonly provider: string;
  /** The version installed or locked; absent where there is none. */
  readonly from?: string;
  /** The version it became; absent before an upgrade, which alone can tell. */
  readonly to?: string;
  /** The constraint of the configuration. */
  readonly wanted?: string;
}

/** Versions by provider, such as `registry.terraform.io/kreuzwerker/docker`. */
export type ProviderVersions = ReadonlyMap<string, string>;

const lockName = '.terraform.lock.hcl';

/** Reads the module's lock file; one that is not there locks nothing. */
export async function readProviderLock(folder: string): Promise<ProviderVersions> {
  const text = await readFile(join(folder, lockName), 'utf8').catch(() => '');
  return parseProviderLock(text);
}

/** The versions in a lock file's text. */
export function parseProviderLock(text: string): ProviderVersions {
  const versions = new Map<string, string>();
  const block = /^provider\s+"([^"\n]{1,200})"\s*\{([^}]{0,100000})/gm;
  for (const [, source = '', body = ''] of text.matchAll(block)) {
    const version = /^\s*version\s*=\s*"([^"\n]{1,60})"/m.exec(body)?.[1];
    if (version !== undefined) versions.set(source, version);
  }
  return versions;
}

/** What the root module's files require, by source: `kreuzwerker/docker` -> `4.2.0`. */
export async function readRequiredProviders(folder: string): Promise<ProviderVersions> {
  const required = new Map<string, string>();
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => /\.(?:tf|tofu)$/.test(file)).toSorted()) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    for (const [source, version] of parseRequiredProviders(text)) required.set(source, version);
  }
  return required;
}

/** Sources and constraints of `required_providers` entries; an entry without a constraint asks for any version. */
export function parseRequiredProviders(text: string): ProviderVersions {
  const required = new Map<string, string>();
  for (const [entry] of text.matchAll(/=\s*\{[^{}]{0,2000}\}/g)) {
    const source = /\bsource\s*=\s*"([^"\n]{1,200})"/.exec(entry)?.[1];
    if (source === undefined || source.startsWith('.') || !/^[\w.-]+\/[\w-]+(?:\/[\w-]+)?$/.test(source))
      continue;
    required.set(source, /\bversion\s*=\s*"([^"\n]{1,100})"/.exec(entry)?.[1] ?? 'any');
  }
  return required;
}

/** What `init -upgrade` would look at: each required provider with the version locked now. */
export function listUpgrades(locked: ProviderVersions, required: ProviderVersions): ProviderDifference[] {
  return [...required].map(([source, wanted]) => {
    const from = [...locked].find(([address]) => address === source || address.endsWith(`/${source}`))?.[1];
    return { provider: source, wanted, ...(from === undefined ? {} : { from }) };
  });
}

/** What became of the lock file. */
export function compareLocks(before: ProviderVersions, after: ProviderVersions): ProviderDifference[] {
  const providers = [...new Set([...before.keys(), ...after.keys()])];
  return providers.flatMap((address) => {
    const [from, to] = [before.get(address), after.get(address)];
    if (from === to) return [];
    const provider = address.split('/').slice(-2).join('/');
    return [{ provider, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}
