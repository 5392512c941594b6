import { OperatorError } from '../../basics/problem.ts';
import { listControlGroups, removeControlGroups } from '../control-groups.ts';
import { type LabId, type LabIdParts, markPlace, parseLabId } from '../lab-id.ts';
import { killLabProcesses, listLabProcesses, listSupervisors } from '../processes.ts';
import { labsFolder } from '../state/paths.ts';
import { runAttached } from './launch.ts';
import { currentPrivilege, currentUser, privilegeError } from './privilege.ts';
import { currentProgram } from './program.ts';

/** Which processes are meant: those of a user's labs of one name below one folder of labs, or of exactly one lab. */
export interface SweepTarget {
  readonly name: string;
  readonly user: number;
  readonly place: string;
  readonly only?: LabId;
}

/** Ends every process that bears the mark of our lab of this name (or exactly the mark `only`); returns how many there were. */
export async function sweepLab(name: string, only?: LabId): Promise<number> {
  const target = {
    name,
    user: currentUser(),
    place: markPlace(labsFolder()),
    ...(only === undefined ? {} : { only }),
  };
  const privilege = currentPrivilege();
  if (privilege.prefix.length === 0) return endAll(target);
  // Marks of root's processes are not ours to read, but command lines are: without a supervisor there is nothing.
  const left = (await listSupervisors()).filter((found) => isMeant(found, target));
  const groups = await findGroups(target);
  if (left.length === 0 && groups.length === 0) return 0;
  const words = [...currentProgram(), ...sweepArguments(target)];
  const { code, answer } = await runAttached([...privilege.prefix, ...words], privilege.asks);
  if (code !== 0)
    throw privilegeError(`end what is left of the lab ${name}`, answer, `sudo ${words.join(' ')}`);
  return left.length + groups.length;
}

/** Ends the processes, and removes the control groups that their containers had. */
async function endAll(target: SweepTarget): Promise<number> {
  const ended = await killLabProcesses((found) => isMeant(found, target));
  const groups = await findGroups(target);
  for (const id of groups) await removeControlGroups(id);
  return ended + groups.length;
}

async function findGroups(target: SweepTarget): Promise<LabId[]> {
  const parts = (await listControlGroups()).map(parseLabId).filter((found) => found !== undefined);
  return parts.filter((found) => isMeant(found, target)).map(({ id }) => id);
}

/** The hidden command behind it: the same as root. */
export async function runSweep(target: SweepTarget): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new OperatorError({
      kind: 'usage',
      message: 'lab sweep is started by "peerdeck lab down", as root',
    });
  await endAll(target);
}

/** Names of our labs that live, with or without a folder. */
export async function listLivingLabs(): Promise<string[]> {
  const processes = [...(await listLabProcesses()), ...(await listSupervisors())];
  const place = markPlace(labsFolder());
  return processes
    .filter((found) => found.user === currentUser() && found.place === place)
    .map(({ name }) => name);
}

function sweepArguments({ name, user, place, only }: SweepTarget): string[] {
  return [
    ...['lab', 'sweep', '--name', name, '--owner', `${user}`, '--place', place],
    ...(only === undefined ? [] : ['--only', only]),
  ];
}

function isMeant(found: LabIdParts, target: SweepTarget): boolean {
  if (target.only !== undefined) return found.id === target.only;
  return found.name === target.name && found.user === target.user && found.place === target.place;
}
