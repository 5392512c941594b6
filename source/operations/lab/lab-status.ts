import { findLab } from '../../lab/client/running-lab.ts';
import type { LabHostState } from '../../lab/control-protocol.ts';
import { checkLabName } from '../../lab/lab-id.ts';
import { isAlive, labFolder, readRecord } from '../../lab/state/record.ts';
import { listLabNames } from './lab-down.ts';

export interface LabHostStatus {
  readonly name: string;
  readonly kind: 'fleet' | 'outsider';
  readonly state: LabHostState;
  /** Its first process, by this machine's count; 0 where there is none. */
  readonly pid: number;
  /** Unix milliseconds. */
  readonly since: number;
  readonly reach?: string;
  readonly user: string;
  readonly detail?: string;
}

export interface LabStatus {
  readonly name: string;
  /** `stale`: its supervisor is gone; `silent`: it lives and does not answer. `lab down` clears both. */
  readonly state: 'up' | 'starting' | 'stale' | 'silent';
  /** A kept lab stays until `lab down`; another one ends with those who use it. */
  readonly kept: boolean;
  readonly root?: string;
  readonly since?: number;
  readonly hosts: readonly LabHostStatus[];
}

const answerLimit = 5000;

/** All labs of this user. */
export async function listLabs(): Promise<LabStatus[]> {
  return Promise.all((await listLabNames()).map(labStatus));
}

/** The state of one lab, asked of its supervisor. */
export async function labStatus(name: string): Promise<LabStatus> {
  const record = await readRecord(labFolder(checkLabName(name)));
  if (record === undefined) return { name, state: 'stale', kept: false, hosts: [] };
  const common = { name, root: record.root, since: record.createdAt };
  const running = await findLab(name);
  if (!running) {
    const starting = record.supervisor === undefined && (await isAlive(record.maker));
    return { ...common, state: starting ? 'starting' : 'stale', kept: false, hosts: [] };
  }
  running.connection.send({ type: 'status' });
  const answer = await running.connection.awaitWithin('status', answerLimit);
  running.connection.close();
  if (answer === undefined) return { ...common, state: 'silent', kept: false, hosts: [] };
  const reports = answer.hosts;
  const hosts = record.hosts.flatMap(({ name: host, kind, user, reach }): LabHostStatus[] => {
    const report = reports.find((candidate) => candidate.name === host);
    if (!report) return [];
    const { state, pid, since, detail } = report;
    return [
      {
        name: host,
        kind,
        state,
        pid,
        since,
        user,
        ...(reach ? { reach: `${reach.address}:${reach.port}` } : {}),
        ...(detail === undefined ? {} : { detail }),
      },
    ];
  });
  const starting = hosts.length < record.hosts.length || hosts.some(({ state }) => state === 'starting');
  return { ...common, state: starting ? 'starting' : 'up', kept: answer.kept, hosts };
}
