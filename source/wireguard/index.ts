export type { WireguardPeer, WireguardReading } from './model.ts';
export { parseWireguard } from './parse-show.ts';
export { PeerNames } from './peer-names.ts';
export { findWireguardCommand, readWireguardCommand } from './read-command.ts';
export { type EarlierPeer, findTunnelState } from './tunnel-state.ts';
