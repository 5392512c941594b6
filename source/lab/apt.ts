import { spawn } from 'node:child_process';
import { access, rm, writeFile } from 'node:fs/promises';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import { LineReader } from './control-protocol.ts';
import { hasCode } from './processes.ts';

const policyFile = '/usr/sbin/policy-rc.d';
/** 101: a package's daemons are not to be started (invoke-rc.d). */
const policy = '#!/bin/sh\nexit 101\n';

export interface AptOptions {
  readonly packages: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** Reads each line apt prints. */
  readonly onLine: (line: string) => void;
}

export async function isDebian(): Promise<boolean> {
  return exists('/etc/debian_version');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Installs packages, as root, without starting any daemon of theirs on this machine. The lists are fetched when apt
 * does not know a package. Throws OperatorError with apt's last words.
 */
export async function installPackages(options: AptOptions): Promise<void> {
  const ours = await placePolicy();
  const units = await listNewUnits(options.packages);
  try {
    if (!(await knowsAll(options))) await run(['update'], options);
    await run(['install', '-y', '--no-install-recommends', ...options.packages], options);
    await keepDisabled(units);
  } finally {
    if (ours) await rm(policyFile, { force: true });
  }
}

/** Units that packages enable for the next start of the machine. */
const enabledUnits: Readonly<Record<string, string>> = {
  bird2: 'bird.service',
  'openssh-server': 'ssh.service',
  stayrtr: 'stayrtr.service',
};

/** Those that are not here yet: one that is may be in use, and is nothing of ours. */
async function listNewUnits(packages: readonly string[]): Promise<string[]> {
  const units = packages.flatMap((name) => enabledUnits[name] ?? []);
  const present = await Promise.all(units.map((unit) => exists(`/lib/systemd/system/${unit}`)));
  return units.filter((_, index) => present[index] === false);
}

/** What came for the lab must not serve this machine from its next start on. Without systemd there is nothing to do. */
async function keepDisabled(units: readonly string[]): Promise<void> {
  if (units.length === 0 || !(await exists('/usr/bin/systemctl'))) return;
  const { code, tail } = await runProgram('systemctl', ['disable', '--no-reload', ...units]);
  if (code === 0) return;
  throw new OperatorError({
    kind: 'lab-packages',
    message: 'daemons that came with the packages would start with this machine',
    attempted: `systemctl disable ${units.join(' ')}`,
    answer: tail.join('\n'),
    hint: 'disable them by hand, then start the lab again',
  });
}

/** False where the machine has a policy of its own, which stays. */
async function placePolicy(): Promise<boolean> {
  try {
    await writeFile(policyFile, policy, { flag: 'wx', mode: 0o755 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Whether apt's lists have every package: a simulation finds out without touching anything. */
async function knowsAll(options: AptOptions): Promise<boolean> {
  const { code } = await runApt(['install', '-s', '--no-install-recommends', ...options.packages], {
    ...options,
    onLine: () => {},
  });
  return code === 0;
}

async function run(words: readonly string[], options: AptOptions): Promise<void> {
  const { code, tail } = await runApt(words, options);
  if (code === 0) return;
  throw new OperatorError({
    kind: 'lab-packages',
    message: 'the packages that the lab needs could not be installed',
    attempted: `apt-get ${words.join(' ')}`,
    answer: tail.join('\n'),
    hint: 'install them by hand, then start the lab again',
  });
}

function runApt(words: readonly string[], options: AptOptions): Promise<ProgramAnswer> {
  // An upgrade that runs by itself may hold apt's lock for a while.
  return runProgram('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...words], options);
}

interface ProgramAnswer {
  readonly code: number;
  readonly tail: readonly string[];
}

function runProgram(
  program: string,
  words: readonly string[],
  { signal, onLine }: Partial<AptOptions> = {},
): Promise<ProgramAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words], {
      // A session of its own: Ctrl-C on our terminal must not break dpkg in the middle of a package.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    });
    let tail: string[] = [];
    const reader = new LineReader((line) => {
      // Progress is drawn over itself with carriage returns: what stays is its last state.
      const text = sanitizeLine(line.split('\r').filter(Boolean).at(-1) ?? '', 300);
      tail = [...tail, text].slice(-12);
      onLine?.(text);
    });
    const read = (chunk: Buffer) => reader.push(chunk.toString());
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    // apt ends on SIGINT between packages and leaves a state it can go on from.
    const interrupt = () => child.kill('SIGINT');
    signal?.addEventListener('abort', interrupt, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', interrupt);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code: code ?? 1, tail });
    });
  });
}
