import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { FleetData } from './network-data.ts';

/** Fresh secrets for everything the network's data names, in the shape of the repository's own vault. */
export interface LabSecrets {
  readonly wireguard_private_keys: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly wireguard_preshared_keys: Readonly<Record<string, string>>;
  readonly bgp_passwords: Readonly<Record<string, string>>;
  readonly service_passwords: Readonly<Record<string, string>>;
  readonly api_tokens: Readonly<Record<string, string>>;
}

/** Public keys by host and interface: not secret, so they belong to the inventory. */
export type PublicKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A key pair for each tunnel end, a preshared key for each tunnel, a password for each name. */
export function makeLabSecrets(data: FleetData): {
  readonly secrets: LabSecrets;
  readonly publicKeys: PublicKeys;
} {
  const privateKeys: Record<string, Record<string, string>> = {};
  const publicKeys: Record<string, Record<string, string>> = {};
  for (const { ends } of Object.values(data.tunnels)) {
    for (const [host, end] of Object.entries(ends)) {
      const pair = makeWireguardKeys();
      privateKeys[host] = { ...privateKeys[host], [end.interface]: pair.privateKey };
      publicKeys[host] = { ...publicKeys[host], [end.interface]: pair.publicKey };
    }
  }
  const secrets: LabSecrets = {
    wireguard_private_keys: privateKeys,
    wireguard_preshared_keys: forEach(Object.keys(data.tunnels), () => randomBytes(32).toString('base64')),
    bgp_passwords: forEach(listPasswordNames(data), makePassword),
    service_passwords: forEach(Object.keys(data.service_accounts), makePassword),
    api_tokens: forEach(data.api_accounts, makePassword),
  };
  return { secrets, publicKeys };
}

/** A Curve25519 pair as `wg genkey` and `wg pubkey` print it. */
export function makeWireguardKeys(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey } = generateKeyPairSync('x25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  return { privateKey: toBase64(d), publicKey: toBase64(x) };
}

function toBase64(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('base64');
}

function listPasswordNames(data: FleetData): string[] {
  const names = Object.values(data.sessions).flatMap((sessions) => sessions.map(({ password }) => password));
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

/** Letters and digits only: they need no quoting in any configuration language. */
function makePassword(): string {
  return randomBytes(18).toString('hex');
}

function forEach(names: readonly string[], make: () => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, make()]));
}
