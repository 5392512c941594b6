export type { PublicKey, WireguardInterface, WireguardPeer, WireguardReading } from './model.ts';
export { isPublicKey, parseWireguard } from './parse-show.ts';
export { type KeyOwner, PeerNames } from './peer-names.ts';
export { findWireguardCommand, readWireguardCommand } from './read-command.ts';
export { type EarlierPeer, findTunnelState } from './tunnel-state.ts';
