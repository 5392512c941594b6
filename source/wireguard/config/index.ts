export { decodeKey, derivePublicKey } from './keys.ts';
export type * from './model.ts';
export { parseEndpoint, parseWireguardConfig } from './parse-wg-quick.ts';
