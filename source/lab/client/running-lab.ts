import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../basics/problem.ts';
import type { LabId } from '../lab-id.ts';
import { isAbsent, isAlive, type LabRecord, labFolder, readRecord } from '../state/record.ts';
import { ControlConnection } from './control-client.ts';
import { sweepLab } from './sweep.ts';

/** A lab whose supervisor answers. */
export interface RunningLab {
  readonly record: LabRecord;
  readonly connection: ControlConnection;
}

const answerLimit = 5000;
const endLimit = 15_000;

/** The lab of this name, where it is up; the caller closes the connection. */
export async function findLab(name: string): Promise<RunningLab | undefined> {
  const folder = labFolder(name);
  const record = await readRecord(folder);
  if (record === undefined) return undefined;
  const connection = await ControlConnection.open(folder);
  return connection && { record, connection };
}

/** Ends a lab that answers, and waits until nothing is left of it. */
export async function endRunningLab({ record, connection }: RunningLab): Promise<void> {
  connection.send({ type: 'down' });
  await connection.awaitWithin('ended', answerLimit);
  connection.close();
  // One that does not answer, frozen perhaps, is ended from outside; its hosts die with it.
  if (record.supervisor && (await stillAlive(record.supervisor))) {
    await sweepLab(record.name, record.id);
  }
  await awaitEnd(record);
}

/** Lets go of a lab; where that was its last owner's and it is not kept, waits until nothing is left of it. */
export async function leaveLab({ record, connection }: RunningLab): Promise<void> {
  connection.send({ type: 'leave' });
  const answer = await connection.awaitWithin('left', answerLimit);
  connection.close();
  if (answer?.ending) await awaitEnd(record);
}

/** Whether a process outlives a short wait, which an orderly end takes. */
async function stillAlive(process: { readonly pid: number; readonly startTime: number }): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (!(await isAlive(process))) return false;
    await sleep(10);
  }
  return true;
}

/** Waits until the lab's supervisor is gone, and its folder with it. */
async function awaitEnd(record: LabRecord): Promise<void> {
  const folder = labFolder(record.name);
  const limit = Date.now() + endLimit;
  while (Date.now() < limit) {
    const alive = record.supervisor !== undefined && (await isAlive(record.supervisor));
    if (!alive && (await readRecord(folder))?.id !== record.id) return;
    if (!alive) await rm(folder, { recursive: true, force: true });
    await sleep(10);
  }
  throw new OperatorError({
    kind: 'lab-stuck',
    message: `the lab ${record.name} did not end in ${endLimit / 1000} s`,
    hint: `peerdeck lab down --name ${record.name}`,
  });
}

/**
 * Removes what a crash left of a lab: processes that bear its mark and its folder. With `only`, nothing of another lab
 * of that name. Returns whether there was anything. A lab that is just being started by a living process is refused.
 */
export async function clearStaleLab(name: string, only?: LabId): Promise<boolean> {
  const folder = labFolder(name);
  const record = await readRecord(folder);
  if (only === undefined && record && (await isAlive(record.maker)) && record.supervisor === undefined) {
    throw new OperatorError({
      kind: 'lab-exists',
      message: `the lab ${name} is being started by process ${record.maker.pid}`,
      hint: 'wait for it, or end that process',
    });
  }
  const ended = await sweepLab(name, only);
  const present = !(await isAbsent(folder));
  if (present && (only === undefined || record?.id === only))
    await rm(folder, { recursive: true, force: true });
  return ended > 0 || present;
}
