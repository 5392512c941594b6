import { createHash, createHmac, randomBytes } from 'node:crypto';
import { matchPatternList } from './ssh-patterns.ts';

/** A line of a `known_hosts` file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly names: KnownHostNames;
  /** The key's type as written, such as `ssh-ed25519`. */
  readonly type: string;
  /** The key itself, in base64. */
  readonly key: string;
  readonly file: string;
  readonly line: number;
}

export type KnownHostNames =
  | { readonly kind: 'patterns'; readonly patterns: readonly string[] }
  | { readonly kind: 'hashed'; readonly salt: Buffer; readonly digest: Buffer };

/** How a key that a host showed compares with the lines that are about that host. */
export type HostKeyVerdict =
  | { readonly kind: 'known'; readonly entry: KnownHost }
  | { readonly kind: 'changed'; readonly entry: KnownHost }
  | { readonly kind: 'revoked'; readonly entry: KnownHost }
  /** `others` are lines about the host with keys of other types. */
  | { readonly kind: 'unknown'; readonly others: readonly KnownHost[] };

/** Reads a `known_hosts` file; lines that cannot be read are left out, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index) => parseLine(line, file, index + 1));
}

function parseLine(text: string, file: string, line: number): readonly KnownHost[] {
  const fields = text.trim().split(/[ \t]+/);
  if (fields[0] === '' || fields[0]?.startsWith('#')) return [];
  const marker = readMarker(fields[0]);
  if (marker === undefined) return [];
  const [names, type, key] = marker === 'none' ? fields : fields.slice(1);
  if (names === undefined || type === undefined || key === undefined) return [];
  if (!/^[\w@.-]+$/.test(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return [];
  const parsed = parseNames(names);
  return parsed === undefined ? [] : [{ marker, names: parsed, type, key, file, line }];
}

function readMarker(field: string | undefined): KnownHost['marker'] | undefined {
  if (!field?.startsWith('@')) return 'none';
  if (field === '@revoked') return 'revoked';
  return field === '@cert-authority' ? 'cert-authority' : undefined;
}

function parseNames(field: string): KnownHostNames | undefined {
  if (!field.startsWith('|')) return { kind: 'patterns', patterns: field.toLowerCase().split(',') };
  const [empty, version, salt, digest, ...rest] = field.split('|');
  if (empty !== '' || version !== '1' || !salt || !digest || rest.length > 0) return undefined;
  return { kind: 'hashed', salt: Buffer.from(salt, 'base64'), digest: Buffer.from(digest, 'base64') };
}

/** The name a host goes by in `known_hosts`: bare on port 22, else `[host]:port`. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The lines about a host, by the name `knownHostName` gives. */
export function findKnownHosts(entries: readonly KnownHost[], name: string): readonly KnownHost[] {
  return entries.filter((entry) => matchesNames(entry.names, name.toLowerCase()));
}

function matchesNames(names: KnownHostNames, name: string): boolean {
  if (names.kind === 'patterns') return matchPatternList(names.patterns, name);
  return createHmac('sha1', names.salt).update(name).digest().equals(names.digest);
}

/** Judges the key a host showed: `key` is its wire form. Revoked wins over known, known over changed. */
export function judgeHostKey(entries: readonly KnownHost[], key: Buffer): HostKeyVerdict {
  const encoded = key.toString('base64');
  const type = hostKeyType(key);
  const same = (entry: KnownHost): boolean => entry.key.replace(/=+$/, '') === encoded.replace(/=+$/, '');
  const revoked = entries.find((entry) => entry.marker === 'revoked' && same(entry));
  if (revoked) return { kind: 'revoked', entry: revoked };
  const plain = entries.filter((entry) => entry.marker === 'none');
  const known = plain.find(same);
  if (known) return { kind: 'known', entry: known };
  const changed = plain.find((entry) => entry.type === type);
  if (changed) return { kind: 'changed', entry: changed };
  return { kind: 'unknown', others: plain };
}

/** The type a key in wire form names itself; empty when it does not. */
export function hostKeyType(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > 64 ? '' : key.subarray(4, 4 + length).toString('latin1');
}

/** `SHA256:…` as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** A line to append for a host's key, with the name hashed where `HashKnownHosts` asks for it. */
export function formatKnownHost(name: string, key: Buffer, hashed: boolean): string {
  return `${hashed ? hashName(name) : name} ${hostKeyType(key)} ${key.toString('base64')}\n`;
}

function hashName(name: string): string {
  const salt = randomBytes(20);
  const digest = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${digest}`;
}

const negotiable = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/** A host-key algorithm offered to a server. */
export type HostKeyAlgorithm = (typeof negotiable)[number];

/**
 * The host-key algorithms to offer, those of keys that are known first, so that a server with several keys shows
 * the one that can be checked.
 */
export function orderHostKeyAlgorithms(entries: readonly KnownHost[]): HostKeyAlgorithm[] {
  const types = new Set(entries.filter((entry) => entry.marker === 'none').map((entry) => entry.type));
  const known = (algorithm: string): boolean =>
    types.has(algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);
  return [...negotiable.filter(known), ...negotiable.filter((algorithm) => !known(algorithm))];
}
