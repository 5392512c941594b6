import { join } from 'node:path';
import type { Fleet, Host, HostName } from '../../source/fleet/model.ts';
import { Origins } from '../../source/fleet/origins.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { createSession, type FleetSession } from '../../source/operations/session.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

const hostNames = ['coreams01', 'ixpams01', 'ixpfra01', 'vltatl01'];

/** A session on a fleet of four hosts that nobody can reach. */
export function describeSession(
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
  return createSession({
    fleet,
    hosts,
    remote,
    stateFolder,
    stamp: '',
    passwords: createVaultPasswords(),
    renderedFolder: join(root, '.rendered'),
  });
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
