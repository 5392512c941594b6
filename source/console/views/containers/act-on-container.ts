import { toProblem } from '../../../basics/problem.ts';
import type { Operation } from '../../../operations/operation.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { tellTask } from '../../controller/tell-task.ts';
import type { ContainerName } from '../../services-containers.ts';
import type { TaskEvent } from '../../store/events.ts';
import type { ContainerLine } from './container-rows.ts';
import { readAll } from './containers-state.ts';

/** The container of a row that the host has. */
export function foundOf(line: ContainerLine | undefined): ContainerName | undefined {
  if (line?.kind !== 'container' || line.row.found === undefined) return undefined;
  return { host: line.host, name: line.row.name };
}

/** Shows what a restart does, asks, and follows the container until it is well. */
export async function restartContainer(context: ActionContext, container: ContainerName): Promise<void> {
  const { store, services, runner, asked } = context;
  try {
    const plan = await services.containers.planRestart(container, new AbortController().signal);
    const lines = [`On ${plan.host}: ${plan.command}`, `This will ${plan.does}.`, ...plan.warnings];
    if (
      !(await asked.confirm({
        title: `Restart ${plan.container} on ${plan.host}?`,
        lines,
        proceed: 'restart',
      }))
    ) {
      return;
    }
    await runner.run({
      kind: 'restart',
      leaving: 'Leaving does not stop it: the engine restarts the container all the same.',
      start: (signal) =>
        tellTask(
          services.containers.restart(plan, signal),
          (event): TaskEvent => ({
            type: 'task-stage',
            text: event.type === 'container-restarting' ? event.command : `${plan.container} starts`,
          }),
        ),
      end: ({ reached, after }) => {
        const text = reached
          ? `${plan.container} on ${plan.host} runs again`
          : `${plan.container} on ${plan.host} is not well yet: ${after.state}`;
        return { kind: 'task', name: 'restart', result: reached ? 'done' : 'failed', text, problems: [] };
      },
    });
    await readAll(store, services);
  } catch (thrown) {
    store.dispatch({ type: 'problem-found', problem: toProblem(thrown, { host: container.host }) });
  }
}

/** Takes the pin of an image out of the repository, after a question. */
export async function unpinImage(context: ActionContext, image: string): Promise<void> {
  const { store, services, runner, asked } = context;
  const lines = ['The pin is taken out of the repository; the next apply takes up what the name means then.'];
  if (!(await asked.confirm({ title: `Let ${image} follow its name again?`, lines, proceed: 'unpin' })))
    return;
  await runner.run({
    kind: 'unpin',
    start: async function* (): Operation<TaskEvent, readonly string[]> {
      yield { type: 'task-stage', text: image };
      return await services.containers.unpin(image);
    },
    end: (files) => {
      const text = `unpinned in ${files.join(', ')}: a plans what follows`;
      return { kind: 'task', name: 'unpin', result: 'done', text, problems: [] };
    },
  });
  await readAll(store, services);
}
