import type { FleetOverlay } from '../../fleet/model.ts';
import { checkTopology } from '../check-topology.ts';
import { makeLabId } from '../lab-id.ts';
import type { PreparedLab, PrepareLab } from '../plan-contract.ts';
import type { ReachBlock } from '../reach-block.ts';
import { labPaths, labsFolder } from '../state/paths.ts';
import { type LabRecord, labFolder, readStartTimeOf, writePrivate, writeRecord } from '../state/record.ts';
import { encodeStart } from '../state/start-file.ts';
import { makeHostKeys, makeLoginKey } from './access-keys.ts';
import type { ControlConnection } from './control-client.ts';
import { listHidden } from './hidden-folders.ts';
import { launchSupervisor } from './launch.ts';
import { currentUser } from './privilege.ts';
import { endRunningLab } from './running-lab.ts';

export interface BeginOptions {
  /** The record that holds the lab's name so far. */
  readonly draft: LabRecord;
  readonly prepare: PrepareLab;
  readonly program: readonly string[];
  readonly containers: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A lab with its supervisor and its plan, before its first host. */
export interface BegunLab {
  readonly record: LabRecord & { readonly overlay: FleetOverlay };
  readonly connection: ControlConnection;
}

/** What is written down before anything of a lab is there. */
export async function draftRecord(name: string, root: string, block: ReachBlock): Promise<LabRecord> {
  return {
    version: 1,
    name,
    id: makeLabId(name, currentUser(), labsFolder()),
    createdAt: Date.now(),
    root,
    block,
    maker: await readStartTimeOf(process.pid),
    hosts: [],
  };
}

/** Starts the supervisor and plans the lab at the same time; where either fails, the other is undone. */
export async function beginLab(options: BeginOptions): Promise<BegunLab> {
  const { draft, signal } = options;
  const folder = labFolder(draft.name);
  const paths = labPaths(folder);
  await makeLoginKey(paths, draft.name);
  const supervise = { folder, id: draft.id, owner: currentUser(), program: options.program };
  const [launched, prepared] = await Promise.allSettled([
    launchSupervisor(supervise, signal),
    options.prepare({
      root: draft.root,
      name: draft.name,
      stateFolder: folder,
      reachBlock: draft.block,
      access: { privateKeyFile: paths.privateKey, knownHostsFile: paths.knownHosts },
      containers: options.containers,
    }),
  ]);
  if (launched.status === 'rejected')
    throw prepared.status === 'rejected' ? prepared.reason : launched.reason;
  const connection = launched.value;
  try {
    if (prepared.status === 'rejected') throw prepared.reason;
    return { record: await writePlan(draft, prepared.value, connection, signal), connection };
  } catch (error) {
    await endRunningLab({ record: draft, connection });
    throw error;
  }
}

/** Writes what the supervisor builds from, and the finished record. */
async function writePlan(
  draft: LabRecord,
  { topology, overlay }: PreparedLab,
  connection: ControlConnection,
  signal: AbortSignal | undefined,
): Promise<BegunLab['record']> {
  const folder = labFolder(draft.name);
  const paths = labPaths(folder);
  checkTopology(topology);
  await makeHostKeys(paths, topology);
  await writePrivate(
    paths.start,
    encodeStart({ block: draft.block, topology, hidden: listHidden(draft.root) }),
  );
  const hello = await connection.await('hello', signal);
  const record = {
    ...draft,
    overlay,
    ...(hello ? { supervisor: { pid: hello.pid, startTime: hello.startTime } } : {}),
    hosts: topology.hosts.map(({ name, kind, user, reach, services }) => ({
      name,
      kind,
      user,
      ...(reach ? { reach } : {}),
      ...(services.includes('docker') ? { engine: true } : {}),
    })),
  };
  await writeRecord(folder, record);
  return record;
}
