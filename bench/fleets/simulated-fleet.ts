import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { FleetSession } from '../../source/operations/session.ts';
import { createRemotePool } from '../../source/remote/pool.ts';
import { PretendedHost, pretendFleet } from '../../test/operations/observed-fleet.ts';
import { type SimulatedHosts, simulateHosts } from '../../test/operations/simulated-hosts.ts';

const serverFlag = '--simulated-hosts';

export interface SimulatedFleet {
  readonly session: FleetSession;
  end(): Promise<void>;
}

/** The servers have a process of their own, so that what is measured is the watching alone; `program` starts it. */
export async function openSimulatedFleet(program: string, count: number): Promise<SimulatedFleet> {
  const folder = await mkdtemp(join(tmpdir(), 'poll-fleet-'));
  const child: ChildProcess = fork(program, [serverFlag, String(count)], { stdio: 'inherit' });
  const [hosts]: [SimulatedHosts] = await once(child, 'message').then(([message]) => [message]);
  const [knownHosts, key] = [join(folder, 'known_hosts'), join(folder, 'key')];
  await writeFile(knownHosts, hosts.knownHosts);
  await writeFile(key, ssh2.utils.generateKeyPairSync('ed25519').private, { mode: 0o600 });
  const pretended = pretendFleet(...hosts.ports.map((port) => new PretendedHost(`host${port}`)));
  const inventory = pretended.hosts.map((host, index) => ({
    ...host,
    connection: {
      address: '127.0.0.1',
      port: hosts.ports[index] ?? 0,
      user: 'operator',
      privateKeyFile: key,
      commonArguments: `-F none -o UserKnownHostsFile=${knownHosts} -o IdentityAgent=none -o IdentitiesOnly=yes`,
    },
  }));
  const remote = createRemotePool(inventory, { home: folder, environment: {} });
  return {
    session: { ...pretended, hosts: inventory, remote, stateFolder: folder },
    end: async () => {
      await remote.closeAll();
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** In the process of the servers: starts them, and tells where they listen. */
export async function serveWhereAsked([, , flag, count]: readonly string[]): Promise<void> {
  if (flag === serverFlag) process.send?.(await simulateHosts(Number(count)));
}
