export { decodeKey, derivePublicKey } from './keys.ts';
export type * from './model.ts';
export { parseWireguardConfig } from './parse-wg-quick.ts';
