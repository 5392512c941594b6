import { createPrivateKey, createPublicKey } from 'node:crypto';

/** What stands before the 32 bytes of a Curve25519 private key in PKCS #8 (RFC 8410). */
const pkcs8Start = Buffer.from('302e020100300506032b656e04220420', 'hex');
const keyLength = 32;

/** The 32 bytes of a key as `wg` writes it; undefined where it is none. */
export function decodeKey(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === keyLength ? bytes : undefined;
}

/** The public key of a private one, as `wg pubkey` prints it; undefined where it is no key. */
export function derivePublicKey(privateKey: string): string | undefined {
  const bytes = decodeKey(privateKey);
  if (bytes === undefined) return undefined;
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Start, bytes]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}
