import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import ssh2 from 'ssh2';
import { milliseconds } from '../source/basics/brand.ts';
import { watch } from '../source/operations/watch.ts';
import { createRemotePool } from '../source/remote/pool.ts';
import { PretendedHost, pretendFleet } from '../test/operations/observed-fleet.ts';
import { type SimulatedHosts, simulateHosts } from '../test/operations/simulated-hosts.ts';
import { type Benchmark, type Measurement, medianOf } from './measurement.ts';

const serverFlag = '--simulated-hosts';
const steady = 10_000;
const patience = 60_000;

/** The servers have a process of their own, so that what is measured is the watching alone. */
async function forkHosts(count: number): Promise<{ child: ChildProcess; hosts: SimulatedHosts }> {
  const child = fork(fileURLToPath(import.meta.url), [serverFlag, String(count)], { stdio: 'inherit' });
  const [hosts] = await once(child, 'message');
  return { child, hosts };
}

/** Follows so many hosts at one look a second, and measures what that costs once all of them were seen. */
async function measureFleet(count: number): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'poll-fleet-'));
  const { child, hosts } = await forkHosts(count);
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
  const session = { ...pretended, hosts: inventory, remote, stateFolder: folder };
  const controller = new AbortController();
  const observed = new Map<string, number>();
  const reading = (async () => {
    for await (const event of watch(session, { signal: controller.signal, history: false })) {
      if (event.type === 'host-status' && event.status.observedAt !== undefined) {
        observed.set(event.status.name, event.status.observedAt);
      }
    }
  })();
  try {
    const started = performance.now();
    while (observed.size < count) {
      if (performance.now() - started > patience) throw new Error(`saw ${observed.size} of ${count} hosts`);
      await pause(20);
    }
    const firstLooks = performance.now() - started;
    const before = process.cpuUsage();
    const ages: number[] = [];
    const end = performance.now() + steady;
    while (performance.now() < end) {
      await pause(milliseconds(100));
      ages.push(Date.now() - Math.min(...observed.values()));
    }
    const { user, system } = process.cpuUsage(before);
    const row = (what: string, median: number, unit: Measurement['unit'], runs: number): Measurement => ({
      what: `${count} hosts: ${what}`,
      median,
      unit,
      runs,
    });
    return [
      row('until each was seen', firstLooks, 'ms', 1),
      row('processor, one look a second', (user + system) / 10 / steady, '%', 1),
      row('memory', process.memoryUsage().rss / 1e6, 'MB', 1),
      row('age of the oldest value', medianOf(ages), 'ms', ages.length),
      row('age of the oldest value, at worst', Math.max(...ages), 'ms', ages.length),
    ];
  } finally {
    controller.abort();
    await reading;
    await remote.closeAll();
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

export async function measure(): Promise<Benchmark> {
  const measurements = [...(await measureFleet(9)), ...(await measureFleet(500))];
  return { title: 'Watching simulated hosts', measurements };
}

const [, , flag, count] = process.argv;
if (flag === serverFlag) process.send?.(await simulateHosts(Number(count)));
