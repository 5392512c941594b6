export type { RenderedSeeds } from './fleet-hosts.ts';
export { makeLabSecrets, makeWireguardKeys } from './lab-secrets.ts';
export { planTopology, type TopologyRequest } from './plan-topology.ts';
export { prepareLab } from './prepare-lab.ts';
export { loadLabFleet, prepareOverlay } from './prepare-overlay.ts';
export type { RenderedSeed } from './seed-files.ts';
