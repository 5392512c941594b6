import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/**
 * Ansible Vault 1.1 and 1.2 as bytes: PBKDF2-HMAC-SHA256 (10,000 rounds) gives an AES-256 key, an HMAC key and a
 * counter; the payload is AES-256-CTR with PKCS#7 padding under HMAC-SHA256; the text is hexadecimal twice, in
 * lines of 80 columns.
 */

const rounds = 10_000;
const keyLength = 32;
const counterLength = 16;
const block = 16;
const columns = 80;
const marker = '$ANSIBLE_VAULT';

/** The first line of a vault. The id is `default` where the header has none. */
export interface VaultHeader {
  readonly version: '1.1' | '1.2';
  readonly id: string;
}

/** A vault's text taken apart; `reason` says in plain words what is wrong with it. */
export type VaultEnvelope =
  | { readonly kind: 'vault'; readonly header: VaultHeader; readonly sealed: SealedPayload }
  | { readonly kind: 'malformed'; readonly reason: string };

export interface SealedPayload {
  readonly salt: Buffer;
  readonly mac: Buffer;
  readonly cipherText: Buffer;
}

/** Whether the data is an encrypted vault: pure ASCII that begins with the marker, as Ansible tests it. */
export function isVault(data: string | Uint8Array): boolean {
  const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
  return text.startsWith(marker) && /^[\u0000-\u007f]*$/.test(text);
}

/** Takes a vault's text apart. Indentation of the lines, as of a block pasted from YAML, does not matter. */
export function parseVault(data: string | Uint8Array): VaultEnvelope {
  if (!isVault(data)) return malformed(`it does not begin with ${marker}`);
  const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
  const [first = '', ...body] = text.split(/\r\n|\r|\n/);
  const [, version, cipher, id] = first.split(';').map((part) => part.trim());
  if (version !== '1.1' && version !== '1.2') return malformed(`its version is ${version ?? 'missing'}`);
  if (cipher !== 'AES256') return malformed(`its cipher is ${cipher ?? 'missing'}, only AES256 is readable`);
  const sealed = parsePayload(body.map((line) => line.trim()).join(''));
  if (sealed === undefined) return malformed('its payload is cut off or is not hexadecimal');
  return { kind: 'vault', header: { version, id: id || 'default' }, sealed };
}

/** Writes the vault's text as `ansible-vault` does; an id other than `default` makes it version 1.2. */
export function formatVault(sealed: SealedPayload, id = 'default'): string {
  const inner = [sealed.salt, sealed.mac, sealed.cipherText].map((part) => part.toString('hex')).join('\n');
  const payload = Buffer.from(inner, 'latin1').toString('hex');
  const header = id === 'default' || id === '' ? `${marker};1.1;AES256` : `${marker};1.2;AES256;${id}`;
  const lines = payload.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
  return `${[header, ...lines].join('\n')}\n`;
}

/** Encrypts under a password; the salt is random unless a test gives one. */
export function sealPayload(
  plain: Uint8Array,
  password: Uint8Array,
  salt: Buffer = randomBytes(32),
): SealedPayload {
  const keys = deriveKeys(password, salt);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.counter);
  const cipherText = Buffer.concat([cipher.update(addPadding(plain)), cipher.final()]);
  return { salt, mac: authenticate(cipherText, keys.mac), cipherText };
}

/** Decrypts under a password; undefined when the password is not the one it was sealed with. */
export function openPayload(sealed: SealedPayload, password: Uint8Array): Buffer | undefined {
  const keys = deriveKeys(password, sealed.salt);
  const mac = authenticate(sealed.cipherText, keys.mac);
  if (mac.length !== sealed.mac.length || !timingSafeEqual(mac, sealed.mac)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.counter);
  return removePadding(Buffer.concat([decipher.update(sealed.cipherText), decipher.final()]));
}

function malformed(reason: string): VaultEnvelope {
  return { kind: 'malformed', reason };
}

function parsePayload(hex: string): SealedPayload | undefined {
  const inner = fromHex(hex)?.toString('latin1').split('\n');
  if (inner === undefined || inner.length !== 3) return undefined;
  const [salt, mac, cipherText] = inner.map(fromHex);
  if (salt === undefined || mac === undefined || cipherText === undefined) return undefined;
  return { salt, mac, cipherText };
}

function fromHex(text: string): Buffer | undefined {
  return text.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

function deriveKeys(password: Uint8Array, salt: Uint8Array) {
  const bytes = pbkdf2Sync(password, salt, rounds, 2 * keyLength + counterLength, 'sha256');
  return {
    cipher: bytes.subarray(0, keyLength),
    mac: bytes.subarray(keyLength, 2 * keyLength),
    counter: bytes.subarray(2 * keyLength),
  };
}

function authenticate(cipherText: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(cipherText).digest();
}

function addPadding(plain: Uint8Array): Buffer {
  const size = block - (plain.length % block);
  return Buffer.concat([plain, Buffer.alloc(size, size)]);
}

/** Undefined where the padding is not PKCS#7; under a right HMAC only a broken writer makes that. */
function removePadding(padded: Buffer): Buffer | undefined {
  const size = padded.at(-1) ?? 0;
  if (size < 1 || size > block || size > padded.length) return undefined;
  const padding = padded.subarray(padded.length - size);
  return padding.every((byte) => byte === size) ? padded.subarray(0, padded.length - size) : undefined;
}
