import { OperatorError } from '../basics/problem.ts';
import type { FleetOverlay } from '../fleet/model.ts';
import { checkTopology } from '../lab/check-topology.ts';
import { makeHostKeys, makeLoginKey } from '../lab/client/access-keys.ts';
import { claimLabFolder } from '../lab/client/claim-folder.ts';
import type { ControlConnection } from '../lab/client/control-client.ts';
import { listHidden } from '../lab/client/hidden-folders.ts';
import { launchSupervisor } from '../lab/client/launch.ts';
import { currentUser } from '../lab/client/privilege.ts';
import { currentProgram } from '../lab/client/program.ts';
import {
  awaitEnd,
  clearStaleLab,
  endRunningLab,
  findLab,
  type RunningLab,
} from '../lab/client/running-lab.ts';
import type { LabHostReport, LabHostState } from '../lab/control-protocol.ts';
import { checkLabName, makeLabId } from '../lab/lab-id.ts';
import type { PrepareLab } from '../lab/plan-contract.ts';
import { readStartTime } from '../lab/processes.ts';
import { claimReachBlock } from '../lab/reach-claim.ts';
import { labPaths, labsFolder } from '../lab/state/paths.ts';
import { type LabRecord, labFolder, readRecord, writePrivate, writeRecord } from '../lab/state/record.ts';
import { encodeStart } from '../lab/state/start-file.ts';
import { type EnsurePackagesOptions, ensurePackages, type LabPackagesEvent } from './lab-packages.ts';
import type { Operation } from './operation.ts';

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
  const folder = labFolder(name);
  const running = await findLab(name);
  if (running) return yield* joinLab(running, options);
  yield* ensurePackages(options);
  yield* clear(name);
  const maker = { pid: process.pid, startTime: (await readStartTime(process.pid)) ?? 0 };
  const claim = await claimReachBlock(currentUser(), name);
  const draft = makeRecord(name, options.root, claim.block, maker);
  let connection: ControlConnection | undefined;
  let finished = false;
  try {
    if (!(await claimLabFolder(folder, draft))) throw takenError(name);
    const paths = labPaths(folder);
    yield { type: 'lab-stage', lab: name, stage: 'planning' };
    await makeLoginKey(paths, name);
    const [launched, prepared] = await Promise.allSettled([
      launchSupervisor(
        {
          folder,
          id: draft.id,
          owner: currentUser(),
          program: options.program ?? currentProgram(),
        },
        options.signal,
      ),
      options.prepare({
        root: options.root,
        name,
        stateFolder: folder,
        reachBlock: claim.block,
        access: { privateKeyFile: paths.privateKey, knownHostsFile: paths.knownHosts },
      }),
    ]);
    if (launched.status === 'fulfilled') connection = launched.value;
    if (prepared.status === 'rejected') throw prepared.reason;
    if (launched.status === 'rejected') throw launched.reason;
    const owned = launched.value;
    const { topology, overlay } = prepared.value;
    checkTopology(topology);
    await makeHostKeys(paths, topology);
    await writePrivate(
      paths.start,
      encodeStart({ block: claim.block, topology, hidden: listHidden(options.root) }),
    );
    const hello = await owned.await('hello', options.signal);
    const record: LabRecord = {
      ...draft,
      overlay,
      ...(hello ? { supervisor: { pid: hello.pid, startTime: hello.startTime } } : {}),
      hosts: topology.hosts.map(({ name: host, kind, user, reach }) => ({
        name: host,
        kind,
        user,
        ...(reach ? { reach } : {}),
      })),
    };
    await writeRecord(folder, record);
    yield { type: 'lab-stage', lab: name, stage: 'starting' };
    owned.send({ type: 'start' });
    const reports = yield* followStart(owned, name, options.signal);
    const failed = listFailed(reports);
    if (failed.length === topology.hosts.length && failed.length > 0) throw failedError(name, reports);
    if (options.lifetime === 'kept') {
      owned.send({ type: 'keep' });
      await owned.await('kept', options.signal);
    }
    yield {
      type: 'lab-ready',
      lab: name,
      hosts: topology.hosts.length,
      failed,
      milliseconds: Date.now() - begun,
    };
    finished = true;
    return makeHandle(record, overlay, failed, owned, options.lifetime === 'session');
  } finally {
    await claim.release();
    if (!finished) await abandon(connection, draft);
  }
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
  if (options.ifRunning === 'refuse' || record.overlay === undefined) {
    connection.close();
    throw takenError(name);
  }
  connection.send({ type: 'own' });
  yield { type: 'lab-stage', lab: name, stage: 'joined' };
  const begun = Date.now();
  const failed = listFailed(yield* followStart(connection, name, options.signal));
  yield {
    type: 'lab-ready',
    lab: name,
    hosts: record.hosts.length,
    failed,
    milliseconds: Date.now() - begun,
  };
  return makeHandle(record, record.overlay, failed, connection, false);
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
        ...(words?.answer === undefined ? {} : { answer: words.answer }),
      });
    }
  }
}

function makeHandle(
  record: LabRecord,
  overlay: FleetOverlay,
  failed: readonly string[],
  connection: ControlConnection,
  endsWithUs: boolean,
): LabHandle {
  return {
    name: record.name,
    record,
    overlay,
    failed,
    close: async () => {
      connection.close();
      if (endsWithUs) await awaitEnd(record);
    },
  };
}

/** Takes down what was begun; its id makes sure that nothing else is. */
async function abandon(connection: ControlConnection | undefined, draft: LabRecord): Promise<void> {
  if (connection) {
    const record = (await readRecord(labFolder(draft.name))) ?? draft;
    if (record.id === draft.id) await endRunningLab({ record, connection });
  }
  await clearStaleLab(draft.name, draft.id);
}

function makeRecord(
  name: string,
  root: string,
  block: LabRecord['block'],
  maker: LabRecord['maker'],
): LabRecord {
  return {
    version: 1,
    name,
    id: makeLabId(name, currentUser(), labsFolder()),
    createdAt: Date.now(),
    root,
    block,
    maker,
    hosts: [],
  };
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
    ...(first === undefined ? {} : { host: first.name, answer: first.detail ?? '' }),
  });
}
