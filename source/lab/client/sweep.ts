import { OperatorError } from '../../basics/problem.ts';
import type { LabId } from '../lab-id.ts';
import { killLabProcesses, type LabProcess, listSupervisors } from '../processes.ts';
import { runAttached } from './launch.ts';
import { currentPrivilege, privilegeError } from './privilege.ts';
import { currentProgram } from './program.ts';

/** Ends every process that bears the mark of the user's lab of this name (or exactly the mark `only`); returns how many there were. */
export async function sweepLab(name: string, user: number, only?: LabId): Promise<number> {
  const privilege = currentPrivilege();
  if (privilege.prefix.length === 0) return killLabProcesses((found) => isMeant(found, name, user, only));
  // Marks of root's processes are not ours to read, but command lines are: without a supervisor there is nothing.
  const left = (await listSupervisors()).filter((found) => isMeant(found, name, user, only));
  if (left.length === 0) return 0;
  const words = [...currentProgram(), 'lab', 'sweep', '--name', name, '--owner', `${user}`];
  const { code, answer } = await runAttached([...privilege.prefix, ...words], privilege.asks);
  if (code !== 0)
    throw privilegeError(`end what is left of the lab ${name}`, answer, `sudo ${words.join(' ')}`);
  return left.length;
}

/** The hidden command behind it: the same as root. */
export async function runSweep(name: string, user: number): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new OperatorError({
      kind: 'usage',
      message: 'lab sweep is started by "peerdeck lab down", as root',
    });
  await killLabProcesses((found) => isMeant(found, name, user));
}

function isMeant(found: LabProcess, name: string, user: number, only?: LabId): boolean {
  return only === undefined ? found.name === name && found.user === user : found.id === only;
}
