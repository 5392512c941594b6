import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../source/fleet/model.ts';
import { labPaths } from '../source/lab/state/paths.ts';
import { labFolder } from '../source/lab/state/record.ts';
import { runOperation } from '../source/operations/operation.ts';
import type { FleetSession } from '../source/operations/session.ts';
import { sync } from '../source/operations/sync/sync.ts';
import { parseSerial } from '../source/operations/sync/wave-plan.ts';
import { createRemotePool } from '../source/remote/pool.ts';
import type { RenderedFile, RenderedTree } from '../source/rendering/rendered-file.ts';
import {
  type CopyRivals,
  copyKnownHosts,
  openRivals,
  type RivalHost,
  requireRivals,
} from './fleets/copy-rivals.ts';
import { delayWhereAsked, openDelayingLines } from './fleets/delaying-lines.ts';
import { openLabOfNine } from './fleets/lab-of-nine.ts';
import { type Benchmark, type Measurement, medianOf } from './measurement.ts';

const filesEach = 60;
const roundTrip = 100;

/** The files of every host: 60 of about 6 kB; in `edition` one of them differs. */
function makeTexts(host: string, edition: number): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let index = 0; index < filesEach; index += 1) {
    const mark = index === 0 ? `edition ${edition}\n` : '';
    const lines = Array.from(
      { length: 30 + (index % 7) * 30 },
      (_, line) =>
        `${host} ${index}.${line} ${Math.imul(line + 1, 2654435761 + index) >>> 0} setting = value\n`,
    );
    texts.set(`app/part${index % 6}/file${index}.conf`, mark + lines.join(''));
  }
  return texts;
}

function makeTree(session: FleetSession, edition: number): RenderedTree {
  return new Map(
    session.hosts.map(({ name }) => [
      name,
      [...makeTexts(name, edition)].map(
        ([path, text]): RenderedFile => ({
          host: name,
          path,
          mode: 0o600,
          content: Buffer.from(text),
          source: `templates/config/${path}`,
          inputs: [],
          variables: [],
          secretRanges: [],
        }),
      ),
    ]),
  );
}

async function writeTree(folder: string, tree: RenderedTree): Promise<void> {
  for (const [host, files] of tree) {
    for (const { path, content } of files) {
      const file = join(folder, host, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
}

interface Setting {
  readonly session: FleetSession;
  readonly rivals: CopyRivals;
  readonly folder: string;
  readonly runs: number;
  readonly name: string;
}

type Contender = 'peerdeck' | 'rsync' | 'ansible';

/** One after the other in each round, so that what else the machine does meets all of them. */
async function race(
  setting: Setting,
  what: string,
  work: Readonly<Record<Contender, (round: number) => Promise<unknown>>>,
  prepare: (round: number) => Promise<void> = async () => undefined,
): Promise<Measurement[]> {
  const times: Record<Contender, number[]> = { peerdeck: [], rsync: [], ansible: [] };
  const contenders: readonly Contender[] = ['peerdeck', 'rsync', 'ansible'];
  for (let round = -1; round < setting.runs; round += 1) {
    await prepare(round);
    for (const contender of contenders) {
      // It takes seconds: one round tells as much.
      if (contender === 'ansible' && round !== 0) continue;
      const start = performance.now();
      await work[contender](round);
      if (round >= 0) times[contender].push(performance.now() - start);
    }
  }
  return (['rsync', 'ansible'] as const).map((rival) => ({
    what: `${setting.name}: ${what}`,
    median: medianOf(times.peerdeck),
    unit: 'ms',
    runs: times[rival].length,
    rival: {
      name: rival === 'rsync' ? 'rsync, ControlMaster warm' : 'ansible.posix.synchronize',
      median: medianOf(times[rival]),
    },
  }));
}

async function deliver(session: FleetSession, tree: RenderedTree, outcome: string): Promise<void> {
  const waves = parseSerial('all');
  const { hosts } = await runOperation(sync(session, tree, { waves }), () => undefined);
  const other = hosts.find((host) => host.outcome !== outcome);
  if (other) throw new Error(`${other.host} is ${other.outcome}: ${JSON.stringify(other.problem)}`);
}

async function measureSetting(setting: Setting): Promise<Measurement[]> {
  const { session, rivals, folder } = setting;
  const trees = join(folder, 'trees');
  const first = makeTree(session, 0);
  await writeTree(trees, first);
  const forget = async (): Promise<void> => {
    await rivals.forget();
    await Promise.all(
      session.hosts.map(({ name }) =>
        session.remote.connect(name).exec('rm -rf /home/operator/app /var/lib/peerdeck', { asRoot: true }),
      ),
    );
  };
  let edition = 0;
  let tree = first;
  const copy = {
    rsync: () => rivals.rsync(trees),
    ansible: () => rivals.ansible(trees),
  };
  const firstCopy = await race(
    setting,
    'first copy',
    { ...copy, peerdeck: () => deliver(session, first, 'changed') },
    forget,
  );
  const noChange = await race(setting, 'no change', {
    ...copy,
    peerdeck: () => deliver(session, first, 'unchanged'),
  });
  const oneFile = await race(
    setting,
    'one file a host',
    { ...copy, peerdeck: () => deliver(session, tree, 'changed') },
    async () => {
      edition += 1;
      tree = makeTree(session, edition);
      await writeTree(trees, tree);
    },
  );
  await forget();
  return [...noChange, ...oneFile, ...firstCopy];
}

function rivalsOf(hosts: readonly Host[]): readonly RivalHost[] {
  return hosts.map(({ name, connection: { address, port = 22, user = 'operator' } }) => ({
    name,
    address,
    port,
    user,
  }));
}

/** The same hosts behind lines of a hundred milliseconds. */
async function openFarSession(session: FleetSession, folder: string, knownHosts: string, privateKey: string) {
  const near = rivalsOf(session.hosts);
  const lines = await openDelayingLines(
    fileURLToPath(import.meta.url),
    near.map(({ address, port }) => `${address}:${port}`),
    roundTrip,
  );
  const known = join(folder, 'known_hosts');
  await copyKnownHosts(
    knownHosts,
    known,
    new Map(
      near.map(({ address, port }, index) => [`[${address}]:${port}`, `[127.0.0.1]:${lines.ports[index]}`]),
    ),
  );
  const hosts = session.hosts.map(
    (host, index): Host => ({
      ...host,
      connection: {
        address: '127.0.0.1',
        port: lines.ports[index] ?? 0,
        user: near[index]?.user ?? '',
        privateKeyFile: privateKey,
        commonArguments: `-F none -o UserKnownHostsFile=${known} -o IdentityAgent=none -o IdentitiesOnly=yes`,
      },
    }),
  );
  const remote = createRemotePool(hosts, { home: folder, environment: {} });
  return { session: { ...session, hosts, remote }, known, lines };
}

/** Nine lab hosts with 60 files each, no service concerned: connections open, all hosts at once. */
export async function measure(): Promise<Benchmark> {
  requireRivals();
  const folder = await mkdtemp(join(tmpdir(), 'peerdeck-sync-bench-'));
  const lab = await openLabOfNine();
  try {
    const { session } = lab;
    const { mode } = session.fleet;
    const { knownHosts, privateKey } = labPaths(labFolder(mode.kind === 'lab' ? mode.name : ''));
    const rivals = await openRivals(join(folder, 'near'), rivalsOf(session.hosts), {
      knownHosts,
      privateKey,
    });
    const near = await measureSetting({ session, rivals, folder, runs: 5, name: 'at hand' });
    await rivals.end();
    const far = await openFarSession(session, folder, knownHosts, privateKey);
    const farRivals = await openRivals(join(folder, 'far'), rivalsOf(far.session.hosts), {
      knownHosts: far.known,
      privateKey,
    });
    const delayed = await measureSetting({
      session: far.session,
      rivals: farRivals,
      folder,
      runs: 5,
      name: `${roundTrip} ms away`,
    });
    await farRivals.end();
    await far.session.remote.closeAll();
    far.lines.end();
    return { title: 'Files to nine lab hosts, 60 each', measurements: [...near, ...delayed] };
  } finally {
    await lab.end();
    await rm(folder, { recursive: true, force: true });
  }
}

await delayWhereAsked(process.argv);
