import type { Operation } from '../../../operations/operation.ts';
import type { ActionContext } from '../../controller/controller.ts';
import type { BreakableLock } from '../../services-delivery.ts';
import type { TaskEvent } from '../../store/events.ts';
import type { DeployRow } from './deploy-row.ts';
import { readStanding } from './read-standing.ts';

/** The lock that a row is about. */
export function lockOf(row: DeployRow | undefined): BreakableLock | undefined {
  if (row?.kind === 'lock') return row.lock;
  if (row?.kind !== 'standing' || row.standing?.lock === undefined) return undefined;
  return { kind: 'host', host: row.standing.host, lock: row.standing.lock };
}

/** Ends the change that holds the fleet or a host, once the name of what is at stake was typed out. */
export async function breakLock(
  { store, services, runner, asked }: ActionContext,
  lock: BreakableLock,
): Promise<void> {
  const name = lock.kind === 'host' ? lock.host : store.state.fleet.name;
  const { who, why } = lock.kind === 'host' ? lock.lock : lock.claim.claim;
  const typed = await asked.text({
    title: `End the change of ${who}?`,
    lines: [`It is for: ${why}.`, `What it did not confirm goes back. Type ${name} to do it:`],
    expected: name,
  });
  if (typed === undefined) return;
  await runner.run({
    kind: 'lock',
    leaving: 'Leaving does not give the lock back.',
    start: async function* (signal): Operation<TaskEvent, string> {
      yield { type: 'task-stage', text: `asking ${who} to end` };
      return await services.delivery.breakLock(lock, signal);
    },
    end: (text) => ({ kind: 'task', name: 'lock', result: 'done', text, problems: [] }),
  });
  await readStanding(store, services);
}
