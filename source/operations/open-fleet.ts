import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { milliseconds } from '../basics/brand.ts';
import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import { findRoot } from '../fleet/find-root.ts';
import { selectHosts } from '../fleet/host-patterns.ts';
import { loadFleet } from '../fleet/load-fleet.ts';
import type { Fleet, FleetMode, FleetOverlay } from '../fleet/model.ts';
import { kindOf } from '../fleet/variable-files.ts';
import type { VaultPasswords, VaultReader } from '../fleet/vault-access.ts';
import { nameLabOf } from '../lab/default-name.ts';
import { labPaths } from '../lab/state/paths.ts';
import { isAlive, labFolder, readRecord } from '../lab/state/record.ts';
import { createRemotePool } from '../remote/pool.ts';
import type { RemoteQuestions } from '../remote/questions.ts';
import { createRedactor } from '../secrets/redaction.ts';
import type { HostOutputs } from '../terraform/outputs.ts';
import { stampRepository } from './repository-stamp.ts';
import { createSession, type FleetSession } from './session.ts';
import { readTerraformOutputs } from './terraform/plan-outputs.ts';

export interface OpenFleetOptions {
  /** The repository; by default the nearest folder upward that has an inventory. */
  readonly root?: string;
  /** A lab's name, `''` for the fleet's own lab, undefined for production. */
  readonly lab?: string;
  /** Hosts in Ansible's patterns. */
  readonly limit?: string;
  readonly passwords: VaultPasswords;
  /** Who answers questions about host keys and sudo; without it they are refused. */
  readonly questions?: RemoteQuestions;
  /** Where no password is known the vaults stay closed, which is told; by default that is an error. */
  readonly vaults?: 'needed' | 'optional';
}

/** Where a fleet's repository and state are, and which lab, if any: known before anything is read. */
export interface FleetPlace {
  readonly root: string;
  readonly mode: FleetMode;
  readonly stateFolder: string;
}

export async function findFleet(options: Pick<OpenFleetOptions, 'root' | 'lab'>): Promise<FleetPlace> {
  const root = options.root === undefined ? await findRoot(process.cwd()) : await findNamed(options.root);
  if (options.lab === undefined) {
    return { root, mode: { kind: 'production' }, stateFolder: productionStateFolder(root) };
  }
  const name = options.lab === '' ? nameLabOf(root) : options.lab;
  return { root, mode: { kind: 'lab', name }, stateFolder: labFolder(name) };
}

async function findNamed(given: string): Promise<string> {
  const root = resolve(given);
  if ((await kindOf(root)) === 'folder') return root;
  throw new OperatorError({
    kind: 'no-repository',
    message: `there is no folder ${root}`,
    attempted: 'to find the repository that --root names',
    hint: 'name the folder that has the inventory/',
  });
}

/**
 * Opens a fleet: reads the repository, with the lab's layers over it where a lab is meant. Nothing is connected
 * yet. Throws OperatorError when the repository cannot be read, or when the lab does not run.
 */
export async function openFleet(options: OpenFleetOptions): Promise<FleetSession> {
  const place = await findFleet(options);
  const passwords = rememberPasswords(options.passwords);
  const overlay = await findOverlay(place);
  const fleet = await readOpened(place, passwords, overlay, options.vaults ?? 'needed');
  const remote = createRemotePool(fleet.hosts, {
    ...(options.questions === undefined ? {} : { questions: options.questions }),
    ...(place.mode.kind === 'lab' ? { reconnectLimit: milliseconds(2000) } : {}),
    redact: createRedactor(fleet.secretValues),
  });
  return createSession({
    fleet,
    hosts: options.limit === undefined ? fleet.hosts : selectHosts(fleet, options.limit),
    remote,
    renderedFolder:
      place.mode.kind === 'lab' ? labPaths(place.stateFolder).rendered : join(place.root, '.rendered'),
    stateFolder: place.stateFolder,
    passwords,
    stamp: stampRepository(fleet, overlay),
  });
}

/** The inventory's hosts, for those who need nothing else: no vault is opened. Throws OperatorError. */
export async function listHostNames({ root, mode }: FleetPlace): Promise<readonly string[]> {
  const refuse = async (): Promise<never> => {
    throw new Error('no vault is opened to list hosts');
  };
  const passwords = { openRepository: refuse, openWithFile: refuse };
  const { hosts } = await loadFleet({ root, mode, passwords, closed: true });
  return hosts.map(({ name }) => name);
}

/**
 * Reads the repository anew into an open session, if anything but its templates was edited since. Connections and
 * what is remembered stay.
 */
export async function reloadFleet(session: FleetSession): Promise<FleetSession> {
  const { root, mode } = session.fleet;
  const place = { root, mode, stateFolder: session.stateFolder };
  const overlay = await findOverlay(place);
  if (stampRepository(session.fleet, overlay) === session.stamp) return session;
  const fleet = await readFleet(place, session.passwords, overlay);
  const kept = new Set(session.hosts.map((host) => host.name));
  const hosts = fleet.hosts.filter((host) => kept.has(host.name));
  return { ...session, fleet, hosts, stamp: stampRepository(fleet, overlay) };
}

/** Asks for the repository's passwords once: reading it anew must not ask again, least of all below the console. */
function rememberPasswords(passwords: VaultPasswords): VaultPasswords {
  const known = new Map<string, Promise<VaultReader>>();
  return {
    openRepository: (root) => {
      const reader = known.get(root) ?? passwords.openRepository(root);
      known.set(root, reader);
      return reader;
    },
    openWithFile: (file) => passwords.openWithFile(file),
  };
}

async function readFleet(
  place: FleetPlace,
  passwords: VaultPasswords,
  overlay: FleetOverlay | undefined,
  closed = false,
): Promise<Fleet> {
  const { root, mode } = place;
  const outputs = mode.kind === 'production' ? await readOutputs(place) : undefined;
  const fleet = await loadFleet({
    root,
    mode,
    passwords,
    closed,
    ...(overlay === undefined ? {} : { overlay }),
    ...(outputs?.kind === 'read'
      ? { terraformOutputs: outputs.variables, sensitiveOutputs: outputs.sensitive }
      : {}),
  });
  if (outputs?.kind !== 'unread') return fleet;
  return { ...fleet, problems: [...(fleet.problems ?? []), outputs.problem] };
}

const noPassword: ReadonlySet<string> = new Set(['vault-password-missing']);

/** A wrong password is an error all the same. */
async function readOpened(
  place: FleetPlace,
  passwords: VaultPasswords,
  overlay: FleetOverlay | undefined,
  vaults: 'needed' | 'optional',
): Promise<Fleet> {
  try {
    return await readFleet(place, passwords, overlay);
  } catch (error) {
    const problem = toProblem(error);
    if (vaults === 'needed' || !noPassword.has(problem.kind)) throw error;
    const fleet = await readFleet(place, passwords, overlay, true);
    const others = (fleet.problems ?? []).filter(({ kind }) => kind !== 'vault-closed');
    const closed: Problem = {
      kind: 'vault-closed',
      message: 'the vault stays closed, and what stands in it is left out',
      ...(problem.place === undefined ? {} : { place: problem.place }),
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    };
    return { ...fleet, problems: [...others, closed] };
  }
}

type OutputsReading =
  | ({ readonly kind: 'read' } & HostOutputs)
  | { readonly kind: 'unread'; readonly problem: Problem };

/** A fleet can be read without Terraform's outputs; a template that needs one then says which variable it misses. */
async function readOutputs(place: FleetPlace): Promise<OutputsReading> {
  try {
    return { kind: 'read', ...(await readTerraformOutputs(place)) };
  } catch (error) {
    return { kind: 'unread', problem: toProblem(error) };
  }
}

async function findOverlay(place: FleetPlace): Promise<FleetOverlay | undefined> {
  return place.mode.kind === 'lab' ? findRunningLab(place, place.mode.name) : undefined;
}

async function findRunningLab(place: FleetPlace, name: string): Promise<FleetOverlay> {
  const record = await readRecord(place.stateFolder);
  const isRunning = record?.supervisor !== undefined && (await isAlive(record.supervisor));
  if (isRunning && record.overlay !== undefined && resolve(record.root) === place.root) return record.overlay;
  if (isRunning && resolve(record.root) !== place.root) {
    throw new OperatorError({
      kind: 'lab-of-another-fleet',
      message: `The lab ${name} was made from another repository.`,
      place: { file: record.root },
      hint: `Use another name: --lab=NAME, or take that lab down: peerdeck lab down --name ${name}`,
    });
  }
  throw new OperatorError({
    kind: 'lab-not-running',
    message:
      record === undefined
        ? `The lab ${name} does not run.`
        : `The lab ${name} has crashed; what it left is cleared by its next start.`,
    attempted: 'open the fleet as a lab (--lab)',
    hint: `Start it: peerdeck lab up --name ${name} (or open the console with it: peerdeck --lab=${name})`,
  });
}

/** `$XDG_STATE_HOME/peerdeck/fleets/NAME-DIGITS`: history, saved plans and other state of this machine. */
function productionStateFolder(root: string): string {
  const given = process.env['XDG_STATE_HOME'];
  const base = given?.startsWith('/') ? given : join(homedir(), '.local', 'state');
  const digits = createHash('sha256').update(root).digest('hex').slice(0, 6);
  return join(base, 'peerdeck', 'fleets', `${basename(root)}-${digits}`);
}
