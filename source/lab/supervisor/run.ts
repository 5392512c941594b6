import { OperatorError } from '../../basics/problem.ts';
import { labIdVariable, parseLabId } from '../lab-id.ts';
import { awaitSupervisor, type SuperviseOptions, startDetached } from './detach.ts';
import { Supervisor } from './supervise.ts';

/**
 * The hidden command behind every lab. Started without the lab's mark (through sudo, which cleans the environment) it
 * starts itself again, detached and marked, and ends when that answers; started with it, it is the supervisor until
 * the lab ends.
 */
export async function runSupervise(options: SuperviseOptions): Promise<void> {
  const parts = parseLabId(options.id);
  if (parts === undefined || process.getuid?.() !== 0) {
    throw new OperatorError({
      kind: 'usage',
      message: 'lab supervise is started by "peerdeck lab up", as root',
    });
  }
  if (process.env[labIdVariable] !== options.id) {
    const connection = await awaitSupervisor(options.folder, startDetached(options));
    connection.close();
    return;
  }
  const supervisor = new Supervisor(options.folder, parts.id, () => process.exit(0));
  const stop = () => {
    supervisor.end().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  process.chdir('/');
  await supervisor.open(options.owner);
}
