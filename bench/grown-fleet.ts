import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { loadFleet } from '../source/fleet/load-fleet.ts';
import type { Fleet } from '../source/fleet/model.ts';
import { createVaultPasswords } from '../source/secrets/vault-passwords.ts';

/** The shipped fleet with every host `copies` times, in a folder of its own. */
export async function loadGrownFleet(home: string, copies: number): Promise<Fleet> {
  const root = join(home, 'fleet');
  for (const part of ['inventory', 'networks', 'templates', 'secrets']) {
    cpSync(part, join(root, part), { recursive: true });
  }
  writeFileSync(join(root, '.password'), 'peerdeck-example\n', { mode: 0o600 });
  const hosts = readHostNames(root);
  for (const file of [
    'inventory/inventory.yml',
    'networks/network.yml',
    'networks/sessions.yml',
    'networks/tunnels.yml',
  ]) {
    const path = join(root, file);
    const grown: unknown = growKeys(parse(readFileSync(path, 'utf8'), { merge: true }), hosts, copies);
    writeFileSync(path, stringify(grown, { aliasDuplicateObjects: false }));
  }
  growFolders(root, hosts, copies);
  const fleet = await loadFleet({ root, mode: { kind: 'production' }, passwords: createVaultPasswords() });
  return growSecrets(fleet, hosts);
}

function readHostNames(root: string): ReadonlySet<string> {
  const text = readFileSync(join(root, 'inventory/inventory.yml'), 'utf8');
  return new Set([...text.matchAll(/^ {8}(\w+\d\d):$/gm)].map((match) => match[1] ?? ''));
}

function nameCopy(host: string, copy: number): string {
  return copy === 0 ? host : `${host}c${copy}`;
}

/** Every mapping that is keyed by host gets the copies' keys too. */
function growKeys(value: unknown, hosts: ReadonlySet<string>, copies: number): unknown {
  if (Array.isArray(value)) return value.map((item) => growKeys(item, hosts, copies));
  if (typeof value !== 'object' || value === null) return value;
  const grown: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const item = growKeys(inner, hosts, copies);
    // A tunnel has two ends, whatever else is copied: its copies keep the ends of the first.
    const times = hosts.has(key) ? copies : 1;
    for (let copy = 0; copy < times; copy += 1) grown.push([nameCopy(key, copy), item]);
  }
  return Object.fromEntries(grown);
}

function growFolders(root: string, hosts: ReadonlySet<string>, copies: number): void {
  for (const group of ['core', 'ixp', 'vlt']) {
    for (const host of hosts) {
      const folder = join(root, 'templates/config', group, host);
      if (!existsSync(folder)) continue;
      for (let copy = 1; copy < copies; copy += 1) {
        const target = join(root, 'templates/config', group, nameCopy(host, copy));
        mkdirSync(target, { recursive: true });
        cpSync(folder, target, { recursive: true });
      }
    }
  }
}

/** The vault knows the first hosts only: the copies share their keys. */
function growSecrets(fleet: Fleet, hosts: ReadonlySet<string>): Fleet {
  for (const host of fleet.hosts) {
    const keys = host.variables.get('wireguard_private_keys');
    if (typeof keys !== 'object' || keys === null || !('get' in keys) || !('set' in keys)) continue;
    const original = [...hosts].find((name) => host.name === name || host.name.startsWith(`${name}c`));
    const { get, set } = keys;
    if (typeof get !== 'function' || typeof set !== 'function') continue;
    const own: unknown = get.call(keys, original);
    if (own !== undefined) set.call(keys, host.name, own);
  }
  return fleet;
}
