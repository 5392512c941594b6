import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import type { Fleet } from '../../source/fleet/model.ts';
import { makeLabSecrets } from '../../source/lab/plan/lab-secrets.ts';
import { readFleetData } from '../../source/lab/plan/network-data.ts';
import { createSession, type FleetSession } from '../../source/operations/session.ts';
import { encryptVault } from '../../source/secrets/vault.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

const repository = join(import.meta.dirname, '..', '..');
const password = 'a password of the test';

/** A copy of the shipped fleet as an operator has it who replaced every placeholder; gone when the test ends. */
export async function copyProduction(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'peerdeck-checks-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const folder of ['inventory', 'networks', 'secrets', 'templates', '.gitignore'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  writeFileSync(join(root, '.password'), 'peerdeck-example\n', { mode: 0o600 });
  const { secrets, publicKeys } = makeLabSecrets(readFleetData(await load(root)));
  writeFileSync(join(root, '.password'), `${password}\n`, { mode: 0o600 });
  writeFileSync(join(root, 'secrets/secrets.yml'), encryptVault(stringify(secrets), password));
  edit(root, 'networks/tunnels.yml', (text) => {
    const tunnels = z.record(z.string(), z.unknown()).parse(parse(text));
    return stringify({ ...tunnels, wireguard_public_keys: publicKeys });
  });
  return root;
}

export function edit(root: string, path: string, change: (text: string) => string): void {
  const before = readFileSync(join(root, path), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} was not changed`);
  writeFileSync(join(root, path), after);
}

export function load(root: string): Promise<Fleet> {
  return loadFleet({ root, mode: { kind: 'production' }, passwords: createVaultPasswords() });
}

/** A session over a fleet that reaches nobody. */
export function openOffline(fleet: Fleet, folder: string, limit?: readonly string[]): FleetSession {
  return createSession({
    fleet,
    hosts: fleet.hosts.filter(({ name }) => limit === undefined || limit.includes(name)),
    remote: { connect: refuse, onCommand: () => () => {}, closeAll: async () => {} },
    renderedFolder: join(folder, '.rendered'),
    stateFolder: join(folder, 'state'),
    passwords: createVaultPasswords(),
    stamp: '',
  });
}

function refuse(): never {
  throw new Error('this session reaches nobody');
}
