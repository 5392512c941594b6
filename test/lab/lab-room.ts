import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHostReport } from '../../source/lab/control-protocol.ts';
import { findMissingPackages, installLine } from '../../source/lab/packages.ts';
import { listLabProcesses } from '../../source/lab/processes.ts';
import { labPaths } from '../../source/lab/state/paths.ts';
import { labFolder } from '../../source/lab/state/record.ts';
import { type LabStatus, labStatus } from '../../source/operations/lab/lab-status.ts';
import {
  type LabHandle,
  type LabUpEvent,
  type LabUpOptions,
  upLab,
} from '../../source/operations/lab/lab-up.ts';
import { buildLabProgram, type LabProgram } from './lab-program.ts';
import { prepareSmallLab } from './small-topology.ts';

/** A place for the labs of one test file: a state folder of its own, and a program to start supervisors from. */
export interface LabRoom {
  readonly root: string;
  up(name: string, options?: Partial<LabUpOptions>): Promise<{ handle: LabHandle; events: LabUpEvent[] }>;
  remove(): Promise<void>;
}

export async function openLabRoom(): Promise<LabRoom> {
  await requireLabMachine();
  const folder = await mkdtemp(join(tmpdir(), 'peerdeck-lab-test-'));
  const before = process.env['XDG_STATE_HOME'];
  process.env['XDG_STATE_HOME'] = folder;
  const program: LabProgram = await buildLabProgram();
  return {
    root: folder,
    up: async (name, options = {}) => {
      const events: LabUpEvent[] = [];
      const operation = upLab({
        name,
        root: folder,
        prepare: prepareSmallLab,
        lifetime: 'kept',
        ifRunning: 'refuse',
        program: program.words,
        ...options,
      });
      for (;;) {
        const step = await operation.next();
        if (step.done) return { handle: step.value, events };
        events.push(step.value);
      }
    },
    remove: async () => {
      await program.remove();
      await rm(folder, { recursive: true, force: true });
      if (before === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = before;
    },
  };
}

/** Fails by name where this machine cannot run a lab: a skipped test would say that it can. */
async function requireLabMachine(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('these tests build labs and need root: run them with sudo');
  const missing = await findMissingPackages();
  if (missing.length > 0) throw new Error(`these tests need Debian packages: ${installLine(missing)}`);
}

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(command: string, words: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(command, [...words], { timeout: 20_000 }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 255 : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Logs in to a host as an operator does and runs a command line there. */
export async function ssh(lab: string, host: string, line: string): Promise<Answer> {
  const status = await labStatus(lab);
  const { reach = '', user } = findHost(status, host);
  const [address = '', port = ''] = reach.split(':');
  const paths = labPaths(labFolder(lab));
  return run('/usr/bin/ssh', [
    ...['-F', 'none', '-i', paths.privateKey, '-p', port],
    ...['-o', `UserKnownHostsFile=${paths.knownHosts}`, '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5'],
    `${user}@${address}`,
    line,
  ]);
}

export function findHost(status: LabStatus, host: string): LabStatus['hosts'][number] {
  const found = status.hosts.find(({ name }) => name === host);
  if (!found) throw new Error(`the lab ${status.name} has no host ${host}`);
  return found;
}

/** Waits until a state holds; fails after `limit` milliseconds with what was last seen. */
export async function until<Seen>(
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
  limit = 10_000,
): Promise<Seen> {
  const end = Date.now() + limit;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`not reached in ${limit} ms; last seen: ${JSON.stringify(seen)}`);
    await sleep(50);
  }
}

/** The namespaces of a lab's hosts, to look for after its end. */
export async function listNamespaces(hosts: readonly Pick<LabHostReport, 'pid'>[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { pid } of hosts)
    for (const kind of ['net', 'mnt', 'pid', 'uts', 'ipc'])
      found.add(await readlink(`/proc/${pid}/ns/${kind}`));
  return found;
}

/** Which of these namespaces some process still holds. */
export async function findHeldNamespaces(namespaces: ReadonlySet<string>): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const links = await Promise.all(
    pids.flatMap((pid) =>
      ['net', 'mnt', 'pid', 'uts', 'ipc'].map((kind) =>
        readlink(`/proc/${pid}/ns/${kind}`).catch(() => 'gone'),
      ),
    ),
  );
  return [...new Set(links)].filter((link) => namespaces.has(link));
}

/** Processes that bear the lab's mark. */
export async function listMarked(lab: string): Promise<number[]> {
  return (await listLabProcesses()).filter(({ name }) => name === lab).map(({ pid }) => pid);
}
