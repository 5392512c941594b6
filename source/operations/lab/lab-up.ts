import { OperatorError, type Problem } from '../../basics/problem.ts';
import type { FleetOverlay } from '../../fleet/model.ts';
import { type BegunLab, beginLab, draftRecord } from '../../lab/client/begin-lab.ts';
import { claimLabFolder } from '../../lab/client/claim-folder.ts';
import type { ControlConnection } from '../../lab/client/control-client.ts';
import { currentUser } from '../../lab/client/privilege.ts';
import { currentProgram } from '../../lab/client/program.ts';
import {
  clearStaleLab,
  endRunningLab,
  findLab,
  leaveLab,
  type RunningLab,
} from '../../lab/client/running-lab.ts';
import type { LabHostReport, LabHostState } from '../../lab/control-protocol.ts';
import { checkLabName } from '../../lab/lab-id.ts';
import { containerPackages, neededPackages } from '../../lab/packages.ts';
import type { PrepareLab } from '../../lab/plan-contract.ts';
import { claimReachBlock } from '../../lab/reach-claim.ts';
import { type LabRecord, labFolder } from '../../lab/state/record.ts';
import type { Operation } from '../operation.ts';
import { type EnsurePackagesOptions, ensurePackages, type LabPackagesEvent } from './lab-packages.ts';

export type LabUpEvent =
  | LabPackagesEvent
  | {
      readonly type: 'lab-stage';
      readonly lab: string;
      readonly stage: 'clearing' | 'planning' | 'starting' | 'joined';
    }
  | {
      readonly type: 'lab-host';
      readonly lab: string;
      readonly host: string;
      readonly state: LabHostState;
      readonly detail?: string;
    }
  | {
      readonly type: 'lab-ready';
      readonly lab: string;
      readonly hosts: number;
      readonly failed: readonly string[];
      readonly milliseconds: number;
    };

export interface LabUpOptions extends EnsurePackagesOptions {
  readonly name: string;
  /** Absolute path of the repository. */
  readonly root: string;
  readonly prepare: PrepareLab;
  /** `kept` stays until `lab down`; `session` ends when its handle is closed, or with this process however that ends. */
  readonly lifetime: 'kept' | 'session';
  /** What to do when the lab is up already. */
  readonly ifRunning: 'refuse' | 'join';
  /** Hosts whose group has services get a Docker engine each. */
  readonly containers?: boolean;
  /** How this program is started again for the supervisor. */
  readonly program?: readonly string[];
}

/** A lab that is up. */
export interface LabHandle {
  readonly name: string;
  readonly record: LabRecord;
  readonly overlay: FleetOverlay;
  /** Names of hosts that did not come up whole; `lab status` has their words. */
  readonly failed: readonly string[];
  /** Lets go of the lab: one of lifetime `session` ends with its last holder, and this waits until nothing is left of it. */
  close(): Promise<void>;
}

/** Builds a fleet's lab, or joins one that is up. Stopping it half-way takes everything down again. */
export async function* upLab(options: LabUpOptions): Operation<LabUpEvent, LabHandle> {
  const name = checkLabName(options.name);
  const begun = Date.now();
  const running = await findLab(name);
  if (running) return yield* joinLab(running, options);
  const packages = options.containers ? [...neededPackages, ...containerPackages] : neededPackages;
  yield* ensurePackages(options, packages);
  yield* clear(name);
  const claim = await claimReachBlock(currentUser(), name);
  const draft = await draftRecord(name, options.root, claim.block);
  let begunLab: BegunLab | undefined;
  let finished = false;
  try {
    if (!(await claimLabFolder(labFolder(name), draft))) throw takenError(name);
    yield { type: 'lab-stage', lab: name, stage: 'planning' };
    const { prepare, program = currentProgram(), signal, containers = false } = options;
    begunLab = await beginLab({ draft, prepare, program, signal, containers });
    yield { type: 'lab-stage', lab: name, stage: 'starting' };
    const failed = yield* startHosts(begunLab, options);
    yield readyEvent(begunLab.record, failed, begun);
    finished = true;
    return makeHandle(begunLab, failed);
  } finally {
    await claim.release();
    if (!finished) await abandon(draft, begunLab);
  }
}

/** Has the supervisor build the hosts, and returns the names of those that are not whole. */
async function* startHosts(
  { record, connection }: BegunLab,
  { lifetime, signal }: LabUpOptions,
): AsyncGenerator<LabUpEvent, readonly string[], void> {
  connection.send({ type: 'start' });
  const reports = yield* followStart(connection, record.name, signal);
  const failed = listFailed(reports);
  if (failed.length === record.hosts.length && failed.length > 0) throw failedError(record.name, reports);
  if (lifetime === 'kept') {
    connection.send({ type: 'keep' });
    await connection.await('kept', signal);
  }
  return failed;
}

async function* joinLab(running: RunningLab, options: LabUpOptions): Operation<LabUpEvent, LabHandle> {
  const { record, connection } = running;
  const { name } = record;
  if (record.root !== options.root) {
    connection.close();
    throw new OperatorError({
      kind: 'lab-exists',
      message: `the lab ${name} is up, and it is another repository's: ${record.root}`,
      hint: `give this one a name of its own, or end that: peerdeck lab down --name ${name}`,
    });
  }
  const { overlay } = record;
  if (options.ifRunning === 'refuse' || overlay === undefined) {
    connection.close();
    throw takenError(name);
  }
  connection.send({ type: 'own' });
  yield { type: 'lab-stage', lab: name, stage: 'joined' };
  const begun = Date.now();
  const failed = listFailed(yield* followStart(connection, name, options.signal));
  yield readyEvent(record, failed, begun);
  return makeHandle({ record: { ...record, overlay }, connection }, failed);
}

/** What a crash left under this name goes first. */
async function* clear(name: string): AsyncGenerator<LabUpEvent, void, void> {
  if (await clearStaleLab(name)) yield { type: 'lab-stage', lab: name, stage: 'clearing' };
}

async function* followStart(
  connection: ControlConnection,
  lab: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<LabUpEvent, ReadonlyMap<string, LabHostReport>, void> {
  const reports = new Map<string, LabHostReport>();
  for (;;) {
    const message = await connection.next(signal);
    if (message?.type === 'settled') return reports;
    if (message?.type === 'host') {
      const { name: host, state, detail } = message.report;
      reports.set(host, message.report);
      yield { type: 'lab-host', lab, host, state, ...(detail === undefined ? {} : { detail }) };
    }
    if (message === undefined || message.type === 'failed' || message.type === 'ended') {
      const words = message?.type === 'failed' ? message : undefined;
      throw new OperatorError({
        kind: 'lab-failed',
        message: words
          ? `the lab could not be built: ${words.message}`
          : 'the lab was ended while it started',
        attempted: `build the lab ${lab}`,
        ...tellAnswer(words?.answer),
      });
    }
  }
}

function makeHandle(lab: BegunLab, failed: readonly string[]): LabHandle {
  const { record } = lab;
  return { name: record.name, record, overlay: record.overlay, failed, close: () => leaveLab(lab) };
}

/** Takes down what was begun; its id makes sure that nothing else is. */
async function abandon(draft: LabRecord, begun: BegunLab | undefined): Promise<void> {
  if (begun) await endRunningLab(begun);
  await clearStaleLab(draft.name, draft.id);
}

function readyEvent(record: LabRecord, failed: readonly string[], begun: number): LabUpEvent {
  const { name: lab, hosts } = record;
  return { type: 'lab-ready', lab, hosts: hosts.length, failed, milliseconds: Date.now() - begun };
}

function listFailed(reports: ReadonlyMap<string, LabHostReport>): string[] {
  return [...reports.values()].filter(({ state }) => state !== 'ready').map(({ name }) => name);
}

function takenError(name: string): OperatorError {
  return new OperatorError({
    kind: 'lab-exists',
    message: `the lab ${name} is up already, or being started`,
    hint: `use it with --lab=${name}, or end it: peerdeck lab down --name ${name}`,
  });
}

function failedError(name: string, reports: ReadonlyMap<string, LabHostReport>): OperatorError {
  const [first] = reports.values();
  return new OperatorError({
    kind: 'lab-failed',
    message: `no host of the lab ${name} came up`,
    ...(first === undefined ? {} : { host: first.name, ...tellAnswer(first.detail) }),
  });
}

/** The machine's words, and what to do where they say that root is not root here. */
function tellAnswer(answer: string | undefined): Pick<Problem, 'answer' | 'hint'> {
  if (answer === undefined) return {};
  if (!answer.includes('Operation not permitted')) return { answer };
  return {
    answer,
    hint: 'root may not make namespaces and devices here, as in a plain container: use a machine, a virtual one, or a privileged container',
  };
}
