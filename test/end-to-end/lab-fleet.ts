import { execa } from 'execa';
import { copyShippedFleet, type Finished, type FleetCopy, program } from './fleet-copy.ts';

/** A host of the lab, entered past SSH. */
export interface LabHost {
  readonly name: string;
  /** Its first process, by this machine's count. */
  readonly pid: number;
  /** Where its sshd is reached. */
  readonly reach: string;
  /** Runs a shell script on it as root; throws where that fails. */
  run(script: string, input?: string): Promise<string>;
}

/** A copy of the shipped fleet, and a lab of it that is up and was synced once. */
export interface LabFleet {
  readonly lab: string;
  readonly copy: FleetCopy;
  readonly hosts: readonly LabHost[];
  host(name: string): LabHost;
  /** Runs `peerdeck WORDS…` on the lab, to its end. */
  peerdeck(...words: string[]): Promise<Finished>;
  /** The same as from another machine: one that does not see what is locked on this one. */
  peerdeckElsewhere(...words: string[]): Promise<Finished>;
  /** Starts `peerdeck WORDS…` on the lab. */
  start(words: readonly string[], environment?: Readonly<Record<string, string>>): RunningProgram;
  remove(): Promise<void>;
}

export interface RunningProgram {
  /** When it ended, and how. */
  readonly ended: Promise<Finished>;
  isRunning(): boolean;
  /** Ends it without a warning. */
  kill(): void;
  onOutput(listener: (text: string) => void): void;
}

export async function openLabFleet(lab: string): Promise<LabFleet> {
  const copy = await copyShippedFleet();
  try {
    return await bringUp(lab, copy);
  } catch (error) {
    await close(lab, copy);
    throw error;
  }
}

async function close(lab: string, copy: FleetCopy): Promise<void> {
  await copy.run('lab', 'down', '--name', lab);
  await copy.remove();
}

async function bringUp(lab: string, copy: FleetCopy): Promise<LabFleet> {
  const up = await copy.run('lab', 'up', '--name', lab, '--yes');
  if (up.exitCode !== 0) throw new Error(`the lab ${lab} did not come up: ${up.stdout}${up.stderr}`);
  const peerdeck = (...words: string[]): Promise<Finished> => copy.run(`--lab=${lab}`, ...words);
  const first = await peerdeck('sync', '--yes', '--json', '--serial', 'all');
  if (first.exitCode !== 0) throw new Error(`the first sync failed: ${first.stdout}${first.stderr}`);
  const hosts = await readHosts(copy, lab);
  return {
    lab,
    copy,
    hosts,
    host: (name) => {
      const found = hosts.find((host) => host.name === name);
      if (!found) throw new Error(`the lab has no host ${name}`);
      return found;
    },
    peerdeck,
    peerdeckElsewhere: (...words) => runElsewhere(copy, [`--lab=${lab}`, ...words]),
    start: (words, environment = {}) => start(copy, [`--lab=${lab}`, ...words], environment),
    remove: () => close(lab, copy),
  };
}

async function runElsewhere(copy: FleetCopy, words: readonly string[]): Promise<Finished> {
  const { exitCode, stdout, stderr } = await execa(
    'unshare',
    [
      '-m',
      'sh',
      '-c',
      'mount -t tmpfs tmpfs /run/lock && exec "$@"',
      'sh',
      'node',
      program,
      '--root',
      copy.root,
      ...words,
    ],
    { env: copy.environment, reject: false, stdin: 'ignore', timeout: 120_000 },
  );
  return { exitCode, stdout, stderr };
}

function start(
  copy: FleetCopy,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): RunningProgram {
  let running = true;
  const child = execa('node', [program, '--root', copy.root, ...words], {
    env: { ...copy.environment, ...environment },
    reject: false,
    stdin: 'ignore',
    timeout: 180_000,
  });
  const ended = child.then(({ exitCode, stdout, stderr }) => {
    running = false;
    return { exitCode, stdout, stderr };
  });
  return {
    ended,
    isRunning: () => running,
    kill: () => {
      child.kill('SIGKILL');
    },
    onOutput: (listener) => {
      child.stdout.on('data', (chunk: Buffer) => listener(chunk.toString()));
    },
  };
}

async function readHosts(copy: FleetCopy, lab: string): Promise<readonly LabHost[]> {
  const { stdout } = await copy.run('lab', 'status', '--name', lab, '--json');
  const { labs }: { labs: { hosts: { name: string; kind: string; pid: number; reach?: string }[] }[] } =
    JSON.parse(stdout);
  const hosts = labs.flatMap((one) => one.hosts).filter(({ kind }) => kind === 'fleet');
  return hosts.map(({ name, pid, reach = '' }) => ({
    name,
    pid,
    reach,
    run: (script, input = '') => enter(name, pid, script, input),
  }));
}

async function enter(name: string, pid: number, script: string, input: string): Promise<string> {
  const { exitCode, stdout, stderr } = await execa(
    'nsenter',
    ['-t', `${pid}`, '-m', '-n', '-p', '-u', '-i', '--', 'sh', '-c', `PATH=$PATH:/usr/sbin:/sbin\n${script}`],
    { input, reject: false, timeout: 60_000 },
  );
  if (exitCode !== 0) throw new Error(`on ${name}: exit code ${exitCode}: ${stderr}`);
  return stdout;
}

/** How a host of a sync ended, as its JSON lines tell. */
export interface HostEnd {
  readonly host: string;
  readonly outcome: string;
  readonly note?: string;
  readonly problem?: {
    readonly kind: string;
    readonly message: string;
    readonly answer?: string;
    readonly hint?: string;
    readonly place?: { readonly file: string; readonly line?: number };
  };
}

/** The hosts' ends of a sync that was run with `--json`; none where it did not come to its end. */
export function endsOf({ stdout }: Finished): readonly HostEnd[] {
  for (const line of stdout.split('\n').reverse()) {
    if (!line.startsWith('{"type":"result"')) continue;
    const { hosts }: { hosts: HostEnd[] } = JSON.parse(line);
    return hosts;
  }
  return [];
}

/** How the host of this name ended. */
export function endOf(finished: Finished, name: string): HostEnd {
  const end = endsOf(finished).find(({ host }) => host === name);
  if (!end) throw new Error(`nothing is told of ${name}: ${finished.stdout.slice(-2000)}${finished.stderr}`);
  return end;
}

/** Looks until a state holds; fails with what was last seen once the limit, in milliseconds, has passed. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
  limit: number,
): Promise<Seen> {
  const end = Date.now() + limit;
  while (true) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > end)
      throw new Error(`${what}: not within ${limit} ms; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
