import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A fresh ed25519 key pair in OpenSSH's formats. */
export interface OpensshKeyPair {
  /** The private key file (PROTOCOL.key), without a passphrase. */
  readonly privateKey: string;
  /** `ssh-ed25519 BASE64`, without a comment. */
  readonly publicKey: string;
}

const keyType = 'ssh-ed25519';
/** PROTOCOL.key pads the private part to the cipher's block; 8 where there is no cipher. */
const paddingBlock = 8;

export function generateOpensshKey(comment: string): OpensshKeyPair {
  const pair = generateKeyPairSync('ed25519');
  const { x = '', d = '' } = pair.privateKey.export({ format: 'jwk' });
  const publicBytes = Buffer.from(x, 'base64url');
  const secretBytes = Buffer.from(d, 'base64url');
  const publicBlob = Buffer.concat([field(keyType), field(publicBytes)]);
  const check = randomBytes(4);
  const secretBlob = padSecret(
    Buffer.concat([
      check,
      check,
      publicBlob,
      field(Buffer.concat([secretBytes, publicBytes])),
      field(comment),
    ]),
  );
  const count = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(field),
    count,
    field(publicBlob),
    field(secretBlob),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `${keyType} ${publicBlob.toString('base64')}`,
  };
}

/** An SSH string (RFC 4251): its length, then its bytes. */
function field(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function padSecret(blob: Buffer): Buffer {
  const missing = (paddingBlock - (blob.length % paddingBlock)) % paddingBlock;
  return Buffer.concat([blob, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}
