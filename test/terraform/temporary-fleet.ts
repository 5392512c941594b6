import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Fleet, Host, HostName } from '../../source/fleet/model.ts';
import { Origins } from '../../source/fleet/origins.ts';
import { PyDict } from '../../source/jinja/values.ts';
import type { FleetSession } from '../../source/operations/session.ts';

export const hostNames = ['coreams01', 'ixpams01', 'ixpfra01', 'vltatl01'];

export interface TemporaryFleet {
  readonly root: string;
  readonly session: FleetSession;
  /** Writes a file of the repository. */
  write(path: string, text: string): void;
}

/** A repository with this root module and a session on it, gone when the test ends. */
export function createTemporaryFleet(main: string, secrets: readonly string[] = []): TemporaryFleet {
  requireTerraform();
  const base = mkdtempSync(join(tmpdir(), 'peerdeck-terraform-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const root = join(base, 'fleet');
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('terraform/main.tf', main);
  return { root, session: createSession(root, join(base, 'state'), secrets), write };
}

export function createSession(
  root: string,
  stateFolder: string,
  secrets: readonly string[] = [],
  mode: Fleet['mode'] = { kind: 'production' },
): FleetSession {
  const hosts = hostNames.map(createHost);
  const fleet: Fleet = {
    name: 'test',
    root,
    mode,
    hosts,
    groups: [],
    origins: new Origins(),
    secretValues: new Set(secrets),
  };
  const remote = {
    connect: () => {
      throw new Error('no host is reached in this test');
    },
    onCommand: () => () => {},
    closeAll: async () => {},
  };
  return {
    fleet,
    hosts,
    remote,
    stateFolder,
    renderedFolder: join(root, '.rendered'),
    close: async () => {},
  };
}

function createHost(name: string): Host {
  const group = name.slice(0, name.startsWith('core') ? 4 : 3);
  return {
    name: name as HostName,
    groups: [group as Host['templateGroup']],
    templateGroup: group as Host['templateGroup'],
    connection: { address: `${name}.example.net` },
    variables: new PyDict(),
    definedAt: { file: 'inventory/inventory.yml' },
  };
}

/** Copies a folder of the repository's own into the temporary one. */
export function copyShipped(path: string, root: string): void {
  cpSync(new URL(`../../${path}`, import.meta.url), join(root, path), { recursive: true });
}

function requireTerraform(): void {
  try {
    execFileSync('terraform', ['version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('this test needs terraform on the PATH, and there is none', { cause: error });
  }
}
