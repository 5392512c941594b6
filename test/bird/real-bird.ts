import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

/** Two BIRDs that speak BGP to each other, in a network namespace of their own. */
export interface BirdPair {
  readonly folder: string;
  readonly near: string;
  readonly far: string;
  open(socket: string): () => Promise<Duplex>;
  signal(daemon: 'near' | 'far', signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Debian leaves the daemons out of an ordinary user's path. */
const environment = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };

function configuration(near: boolean): string {
  const [own, other] = near ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.2', '10.0.0.1'];
  const [ownAs, otherAs] = near ? [65001, 65002] : [65002, 65001];
  return `
router id ${own};
protocol device {}
protocol static announce { ipv4; route ${near ? '192.0.2.0/24' : '203.0.113.0/24'} blackhole; }
template bgp quick {
  connect delay time 1; connect retry time 1; error wait time 1,2; hold time 9; multihop 2; strict bind yes;
  local ${own} as ${ownAs};
  ipv4 { import all; export where source = RTS_STATIC; import limit 10 action restart; };
}
protocol bgp 'AS${otherAs}.v4-LON_ix:1' from quick { neighbor ${other} as ${otherAs}; description "the other one: really"; }
protocol bgp waits from quick { neighbor 10.0.0.9 as 65009; passive; }
protocol bgp switched_off from quick { neighbor 10.0.0.8 as 65008; disabled; }
`;
}

/** Programs the pair is made of; a missing one fails by its name. */
function requirePrograms(): void {
  const folders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  for (const [program, pack] of [
    ['bird', 'bird2'],
    ['birdc', 'bird2'],
    ['unshare', 'util-linux'],
    ['ip', 'iproute2'],
  ] as const) {
    if (folders.some((folder) => existsSync(join(folder, program)))) continue;
    throw new Error(`${program} is not installed: apt-get install ${pack}`);
  }
}

export async function startBirdPair(): Promise<BirdPair> {
  requirePrograms();
  const folder = mkdtempSync(join(tmpdir(), 'bird-pair-'));
  for (const daemon of ['near', 'far']) {
    writeFileSync(join(folder, `${daemon}.conf`), configuration(daemon === 'near'));
    execFileSync('bird', ['-p', '-c', `${daemon}.conf`], { cwd: folder, env: environment });
  }
  const start = (daemon: string) =>
    `bird -f -c ${daemon}.conf -s ${daemon}.ctl >${daemon}.log 2>&1 & ${daemon}=$!; echo $!`;
  const script = [
    'ip link set lo up; ip addr add 10.0.0.1/32 dev lo; ip addr add 10.0.0.2/32 dev lo',
    start('near'),
    start('far'),
    'trap "kill -9 $near $far; exit" TERM',
    'wait $near $far',
  ].join('\n');
  const child = spawn('unshare', ['--map-root-user', '--net', 'sh', '-c', script], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  const pids: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    pids.push(Number.parseInt(line, 10));
    if (pids.length === 2) break;
  }
  if (pids.length < 2 || !pids.every((pid) => pid > 1)) {
    throw new Error('BIRD was not started in a namespace of its own');
  }
  const [nearPid = child.pid ?? 0, farPid = child.pid ?? 0] = pids;
  return {
    folder,
    near: join(folder, 'near.ctl'),
    far: join(folder, 'far.ctl'),
    open: (socket) => () =>
      new Promise((resolve, reject) => {
        const stream = createConnection(socket, () => resolve(stream));
        stream.on('error', reject);
      }),
    signal: (daemon, signal) => {
      process.kill(daemon === 'near' ? nearPid : farPid, signal);
    },
    async stop() {
      const ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What birdc itself prints; it exits with 1 where BIRD refused. */
export function runBirdc(socket: string, ...words: readonly string[]): string {
  const { stdout, error } = spawnSync('birdc', ['-s', socket, ...words], {
    encoding: 'utf8',
    env: environment,
  });
  if (error) throw error;
  return stdout;
}
