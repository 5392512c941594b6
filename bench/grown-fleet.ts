import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { loadFleet } from '../source/fleet/load-fleet.ts';
import type { Fleet } from '../source/fleet/model.ts';
import { PyDict } from '../source/jinja/values.ts';
import { createVaultPasswords } from '../source/secrets/vault-passwords.ts';

const tunnels = ['core_ams', 'core_fra', 'ams_fra'];

/** The shipped fleet with every host `copies` times, in a folder of its own. */
export async function loadGrownFleet(home: string, copies: number): Promise<Fleet> {
  const root = join(home, 'fleet');
  for (const part of ['inventory', 'networks', 'templates', 'secrets']) {
    cpSync(part, join(root, part), { recursive: true });
  }
  writeFileSync(join(root, '.password'), 'peerdeck-example\n', { mode: 0o600 });
  const hosts = readHostNames(root);
  const names = new Set([...hosts, ...tunnels]);
  for (const file of [
    'inventory/inventory.yml',
    'networks/network.yml',
    'networks/sessions.yml',
    'networks/tunnels.yml',
  ]) {
    const path = join(root, file);
    const grown: unknown = growKeys(parse(readFileSync(path, 'utf8'), { merge: true }), names, copies);
    writeFileSync(path, stringify(grown, { aliasDuplicateObjects: false }));
  }
  growFolders(root, hosts, copies);
  const fleet = await loadFleet({ root, mode: { kind: 'production' }, passwords: createVaultPasswords() });
  return growSecrets(fleet, names, copies);
}

function readHostNames(root: string): ReadonlySet<string> {
  const text = readFileSync(join(root, 'inventory/inventory.yml'), 'utf8');
  return new Set([...text.matchAll(/^ {8}(\w+\d\d):$/gm)].map((match) => match[1] ?? ''));
}

function nameCopy(host: string, copy: number): string {
  return copy === 0 ? host : `${host}c${copy}`;
}

/** Every mapping that is keyed by a host or a tunnel gets the copies' keys too, each with what belongs to its copy. */
function growKeys(value: unknown, names: ReadonlySet<string>, copies: number): unknown {
  if (Array.isArray(value)) return value.map((item) => growKeys(item, names, copies));
  if (typeof value !== 'object' || value === null) return value;
  const grown: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (!names.has(key)) grown.push([key, growKeys(inner, names, copies)]);
    else {
      for (let copy = 0; copy < copies; copy += 1) {
        grown.push([nameCopy(key, copy), renameAll(inner, names, copy)]);
      }
    }
  }
  return Object.fromEntries(grown);
}

/** The names inside one copy are that copy's: the ends of its tunnels, the tunnels of its sessions. */
function renameAll(value: unknown, names: ReadonlySet<string>, copy: number): unknown {
  if (typeof value === 'string') return names.has(value) ? nameCopy(value, copy) : value;
  if (Array.isArray(value)) return value.map((item) => renameAll(item, names, copy));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      names.has(key) ? nameCopy(key, copy) : key,
      renameAll(inner, names, copy),
    ]),
  );
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

/** The vault knows the first hosts and tunnels only: the copies share their keys. */
function growSecrets(fleet: Fleet, names: ReadonlySet<string>, copies: number): Fleet {
  const [host] = fleet.hosts;
  for (const variable of ['wireguard_private_keys', 'wireguard_preshared_keys']) {
    const keys = host?.variables.get(variable);
    if (!(keys instanceof PyDict)) continue;
    for (const name of names) {
      if (!keys.has(name)) continue;
      for (let copy = 1; copy < copies; copy += 1) keys.set(nameCopy(name, copy), keys.get(name));
    }
  }
  return fleet;
}
