import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Fleet, FleetOverlay } from '../../../source/fleet/model.ts';
import type { RenderedSeeds } from '../../../source/lab/plan/fleet-hosts.ts';
import { planTopology } from '../../../source/lab/plan/plan-topology.ts';
import { loadLabFleet, prepareOverlay } from '../../../source/lab/plan/prepare-overlay.ts';
import type { LabRequest } from '../../../source/lab/plan-contract.ts';
import { listReachBlocks } from '../../../source/lab/reach-block.ts';
import type { LabTopology } from '../../../source/lab/topology.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/** A repository with the shipped fleet, some files changed or added; gone when the test ends. */
export function makeRepository(changes: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'peerdeck-plan-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const folder of ['inventory', 'networks', 'secrets', 'templates'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  for (const [name, content] of Object.entries(changes)) writeUnder(root, name, content);
  return root;
}

/** A repository of these files alone. */
export function makeBareRepository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'peerdeck-plan-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeUnder(root, name, content);
  return root;
}

function writeUnder(root: string, name: string, content: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

export function makeRequest(root: string): LabRequest {
  const [reachBlock] = listReachBlocks(1000, 'test');
  if (reachBlock === undefined) throw new Error('no reach block');
  const stateFolder = mkdtempSync(join(tmpdir(), 'peerdeck-state-'));
  onTestFinished(() => rmSync(stateFolder, { recursive: true }));
  const access = {
    privateKeyFile: join(stateFolder, 'access/id_ed25519'),
    knownHostsFile: join(stateFolder, 'access/known_hosts'),
  };
  return { root, name: 'test', stateFolder, reachBlock, access };
}

export interface PlannedLab {
  readonly request: LabRequest;
  readonly overlay: FleetOverlay;
  readonly fleet: Fleet;
  readonly topology: LabTopology;
}

/** Plans a lab of a repository whose hosts have these files (host to path to text). */
export async function planLab(
  root: string,
  files: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<PlannedLab> {
  const request = makeRequest(root);
  const overlay = await prepareOverlay(request);
  const fleet = await loadLabFleet(request, overlay);
  const rendered: RenderedSeeds = new Map(
    fleet.hosts.map(({ name }) => [
      name,
      Object.entries(files[name] ?? {}).map(([path, text]) => ({
        path,
        mode: path.endsWith('.sh') ? 0o700 : 0o600,
        content: Buffer.from(text),
        secretRanges: text.includes('secret') ? [{ start: 0, end: 1 }] : [],
      })),
    ]),
  );
  const topology = planTopology({ name: 'test', reachBlock: request.reachBlock, fleet, rendered });
  return { request, overlay, fleet, topology };
}
